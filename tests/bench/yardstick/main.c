/* bench_geos FOLDER LAYER polygons|classes|lines|points OUT.csv THREADS [CRS]
 *
 * The best we can write on the C API of GEOS without an overlay of our own: the bar for the engine. Reads
 * FOLDER/terr.gpkg and FOLDER/LAYER.gpkg, writes `tid,clase,m`: m2, m or number per territory and class.
 * "polygons" counts each place once, for its highest class; "classes" each class for itself. CRS: answer on
 * the ellipsoid instead of the plane (ellipsoid.h). Prints one line of JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/number.h"
#include "job.h"
#include "memory.h"

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void *work(void *argument)
{
    worker *self = argument;
    size_t i;
    self->geos = GEOS_init_r();
    while ((i = atomic_fetch_add(&self->job->next_territory, 1)) < self->job->territories.n)
        territory_run(self, self->job->order[i]);
    free(self->parts);
    free(self->pairs);
    GEOS_finish_r(self->geos);
    return NULL;
}

static counts run_workers(job *self)
{
    worker workers[MAX_THREADS];
    counts sum = {0};
    self->total = need_zeroed(self->territories.n * CLASSES, sizeof *self->total);
    for (int i = 0; i < self->threads; i++)
        workers[i] = (worker){.job = self};
    in_threads(self->threads, work, workers, sizeof *workers);
    for (int i = 0; i < self->threads; i++) {
        const counts *c = &workers[i].counts;
        sum = (counts){sum.inside_by_box + c->inside_by_box, sum.inside_by_shape + c->inside_by_shape,
                       sum.clips + c->clips, sum.overlaps + c->overlaps, sum.unions + c->unions};
    }
    return sum;
}

static void write_totals(const job *self, const char *path)
{
    FILE *out = fopen(path, "w");
    if (out == NULL)
        die("cannot write %s", path);
    fputs("tid,clase,m\n", out);
    for (size_t t = 0; t < self->territories.n; t++)
        for (int k = 0; k < CLASSES; k++)
            if (self->total[t * CLASSES + (size_t)k] != 0)
                fprintf(out, "%d,%d,%.9f\n", (int)self->territories.item[t].key, k,
                        self->total[t * CLASSES + (size_t)k]);
    if (fclose(out) != 0)
        die("cannot write %s", path);
}

static kind kind_of(const char *word)
{
    static const char *const words[] = {
        [POLYGONS] = "polygons", [CLASSES_APART] = "classes", [LINES] = "lines", [POINTS] = "points"};
    for (int i = 0; i <= POINTS; i++)
        if (strcmp(word, words[i]) == 0)
            return (kind)i;
    die("no kind %s", word);
}

static job read_job(char **argument)
{
    int64_t threads = 0;
    job self = {.kind = kind_of(argument[3])};
    if (!pd_integer_parse(argument[5], strlen(argument[5]), &threads) || threads < 1 || threads > MAX_THREADS)
        die("threads: 1 to %d", MAX_THREADS);
    self.threads = (int)threads;
    self.territories = features_read(argument[1], "terr", "tid", self.threads);
    self.features = features_read(argument[1], argument[2], "clase", self.threads);
    for (size_t i = 0; i < self.features.n; i++)
        if (self.features.item[i].key < 1 || self.features.item[i].key >= CLASSES)
            die("a class is not 1 to %d", CLASSES - 1);
    return self;
}

/* Lines stay in their plane: only their length is the ellipsoid's. Points have no measure. */
static void use_ellipsoid(job *self, const char *crs)
{
    self->ellipsoid = ellipsoid_open(crs);
    if (self->kind == LINES || self->kind == POINTS)
        return;
    ellipsoid_move(self->ellipsoid, &self->territories);
    ellipsoid_move(self->ellipsoid, &self->features);
}

int main(int count, char **argument)
{
    if (count < 6 || count > 7) {
        fputs("usage: bench_geos FOLDER LAYER polygons|classes|lines|points OUT.csv THREADS [CRS]\n", stderr);
        return 2;
    }
    const double start = now_s();
    job all = read_job(argument);
    if (count > 6)
        use_ellipsoid(&all, argument[6]);
    const double has_read = now_s();
    job_index(&all);
    const double has_index = now_s();
    const counts c = run_workers(&all);
    const double has_worked = now_s();
    write_totals(&all, argument[4]);
    printf("{\"seconds\": %.4f, \"read\": %.4f, \"index\": %.4f, \"work\": %.4f, \"candidates\": %zu, "
           "\"inside_by_box\": %zu, \"inside_by_shape\": %zu, \"clips\": %zu, \"overlaps\": %zu, \"unions\": "
           "%zu, "
           "\"version\": \"GEOS %s\"}\n",
           now_s() - start, has_read - start, has_index - has_read, has_worked - has_index, all.n_items,
           c.inside_by_box, c.inside_by_shape, c.clips, c.overlaps, c.unions, GEOSversion());
    return 0;
}
