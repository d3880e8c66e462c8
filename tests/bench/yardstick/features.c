#include "features.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "wkb.h"

#define CHUNK_BYTES (32u << 20)

typedef struct reader {
    const char *path, *layer, *column;
    int part, parts; /* by feature id */
    feature *item;
    size_t n, capacity;
    unsigned char *chunk; /* where the next geometry goes; chunks never move */
    size_t left;
} reader;

void in_threads(int n, void *(*run)(void *argument), void *arguments, size_t size)
{
    pthread_t thread[MAX_THREADS];
    for (int i = 0; i < n; i++)
        if (pthread_create(&thread[i], NULL, run, (char *)arguments + (size_t)i * size) != 0)
            die("no thread");
    for (int i = 0; i < n; i++)
        pthread_join(thread[i], NULL);
}

static const unsigned char *keep(reader *self, const unsigned char *bytes, size_t size)
{
    const size_t aligned = (size + 7) & ~(size_t)7;
    if (aligned > self->left) {
        self->left = aligned > CHUNK_BYTES ? aligned : CHUNK_BYTES;
        self->chunk = need(self->left, 1);
    }
    unsigned char *kept = memcpy(self->chunk, bytes, size);
    self->chunk += aligned;
    self->left -= aligned;
    return kept;
}

/* GeoPackage binary: "GP", version, flags, SRS id, envelope by flags (min x, max x, min y, max y, …), WKB. */
static void add(reader *self, const unsigned char *blob, size_t size, int32_t key)
{
    static const size_t envelope_bytes[8] = {0, 32, 48, 48, 64};
    const size_t envelope = envelope_bytes[(blob[3] >> 1) & 7], head = 8 + envelope;
    if (size < head + 5 || blob[head] != 1)
        die("%s: geometry is not little-endian WKB", self->path);
    self->item = room_for_more(self->item, self->n, &self->capacity, sizeof *self->item);
    feature *f = &self->item[self->n++];
    f->key = key;
    f->size = size - head;
    f->wkb = keep(self, blob + head, size - head);
    if (envelope > 0) {
        double e[4];
        memcpy(e, blob + 8, sizeof e);
        f->box = (box){e[0], e[2], e[1], e[3]};
    } else {
        f->box = wkb_box(f->wkb);
    }
}

static void *read_part(void *argument)
{
    reader *self = argument;
    sqlite3 *db = NULL;
    sqlite3_stmt *select = NULL;
    if (sqlite3_open_v2(self->path, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        die("cannot open %s", self->path);
    char *sql =
        sqlite3_mprintf("SELECT geom, \"%w\" FROM \"%w\" WHERE fid > (SELECT max(fid) FROM \"%w\") * %d / %d"
                        " AND fid <= (SELECT max(fid) FROM \"%w\") * %d / %d",
                        self->column, self->layer, self->layer, self->part, self->parts, self->layer,
                        self->part + 1, self->parts);
    if (sqlite3_prepare_v2(db, sql, -1, &select, NULL) != SQLITE_OK)
        die("%s: %s", self->path, sqlite3_errmsg(db));
    while (sqlite3_step(select) == SQLITE_ROW) {
        const unsigned char *blob = sqlite3_column_blob(select, 0);
        if (blob != NULL)
            add(self, blob, (size_t)sqlite3_column_bytes(select, 0), sqlite3_column_int(select, 1));
    }
    sqlite3_finalize(select);
    sqlite3_free(sql);
    sqlite3_close(db);
    return NULL;
}

feature_list features_read(const char *folder, const char *layer, const char *column, int threads)
{
    char path[4096];
    reader part[MAX_THREADS];
    feature_list all = {NULL, 0};
    snprintf(path, sizeof path, "%s/%s.gpkg", folder, layer);
    for (int i = 0; i < threads; i++)
        part[i] = (reader){.path = path, .layer = layer, .column = column, .part = i, .parts = threads};
    in_threads(threads, read_part, part, sizeof *part);
    for (int i = 0; i < threads; i++)
        all.n += part[i].n;
    all.item = need(all.n, sizeof *all.item);
    size_t at = 0;
    for (int i = 0; i < threads; i++) {
        if (part[i].n > 0)
            memcpy(all.item + at, part[i].item, part[i].n * sizeof *all.item);
        at += part[i].n;
        free(part[i].item);
    }
    return all;
}
