/* A damaged store: the input is a list of scratches on a sound one (four bytes of place, one of value, each).
 * Whatever they hit, the store opens or is refused, and what is loaded from it is a frozen plan or an error.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_file.h"
#include "geo/geometry.h"
#include "store/store.h"

enum { SCRATCH = 5, MOST_SCRATCHES = 200 };

static const pd_store_identity IDENTITY = {"mini", "EPSG:32717", 32717, ""};

static uint8_t *sound;
static size_t sound_size;

static void must(pdot_ctx *ctx, pdot_status status)
{
    if (status != PDOT_OK)
        fprintf(stderr, "%s\n", pdot_ctx_error(ctx)->message);
    FUZZ_CHECK(status == PDOT_OK);
}

static void put_territory(pdot_ctx *ctx, pd_store *store, int64_t source)
{
    pd_byte_vector wkb = {0};
    must(ctx,
         pd_geometry_from_wkt(
             ctx, "MULTIPOLYGON(((690000 9550000,700000 9550000,700000 9560000,690000 9550000)))", &wkb));
    const pd_territory canton = {.code = "1101",
                                 .name = "Loja",
                                 .kind = "",
                                 .parent = PD_NONE,
                                 .area_m2 = 5e7,
                                 .wkb = {wkb.data, wkb.size}};
    must(ctx, pd_store_put_territory(ctx, store, "import/territories", source, &canton, NULL));
    pd_byte_vector_release(&wkb);
}

static void fill(pdot_ctx *ctx, pd_store *store)
{
    const pd_source source = {.role = "territories/canton",
                              .path = "a",
                              .layer = "",
                              .sha256 = "",
                              .crs = "EPSG:32717",
                              .operation = "",
                              .encoding = "UTF-8"};
    int64_t id = 0;
    must(ctx, pd_store_begin(ctx, store));
    must(ctx, pd_store_property_put(ctx, store, "plan.title", "Plan"));
    must(ctx, pd_store_put_source(ctx, store, "import/territories", &source, &id));
    must(ctx, pd_store_put_level(ctx, store, "import/territories", 0, "canton"));
    put_territory(ctx, store, id);
    must(ctx, pd_store_unit_put(ctx, store, "import/territories", "digest"));
    must(ctx, pd_store_commit(ctx, store));
}

static void make_sound(pdot_ctx *ctx)
{
    const char *path = fuzz_file("sound.sqlite", NULL, 0);
    pd_store *store = NULL;
    (void)remove(path);
    must(ctx, pd_store_open(ctx, path, &IDENTITY, &store));
    fill(ctx, store);
    pd_store_close(store);
    FILE *file = fopen(path, "rb");
    FUZZ_CHECK(file != NULL && fseek(file, 0, SEEK_END) == 0);
    sound_size = (size_t)ftell(file);
    sound = malloc(sound_size);
    FUZZ_CHECK(sound != NULL && fseek(file, 0, SEEK_SET) == 0);
    FUZZ_CHECK(fread(sound, 1, sound_size, file) == sound_size);
    FUZZ_CHECK(fclose(file) == 0);
}

static void scratch(uint8_t *bytes, const uint8_t *data, size_t size)
{
    for (size_t i = 0; i + SCRATCH <= size && i / SCRATCH < MOST_SCRATCHES; i += SCRATCH) {
        uint32_t place;
        memcpy(&place, data + i, sizeof place);
        bytes[place % sound_size] = data[i + 4];
    }
}

static void check_load(pdot_ctx *ctx, pd_store *store)
{
    pdot_plan *plan = NULL;
    pd_findings findings;
    char *value = NULL;
    pdot_status status = pd_store_load_plan(ctx, store, &plan);
    FUZZ_CHECK((status == PDOT_OK) == (plan != NULL));
    FUZZ_CHECK(status == PDOT_OK || pdot_ctx_error(ctx)->message[0] != '\0');
    pdot_plan_free(plan);
    pd_clear_error(ctx);
    pd_findings_init(ctx, &findings);
    (void)!pd_store_load_findings(ctx, store, &findings);
    pd_findings_release(&findings);
    pd_clear_error(ctx);
    (void)!pd_store_unit_load(ctx, store, "import/territories", &value);
    pd_free(value);
    pd_clear_error(ctx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pdot_ctx *ctx = pdot_ctx_new();
    FUZZ_CHECK(ctx != NULL);
    if (sound == NULL)
        make_sound(ctx);
    uint8_t *bytes = malloc(sound_size);
    FUZZ_CHECK(bytes != NULL);
    memcpy(bytes, sound, sound_size);
    scratch(bytes, data, size);
    const char *path = fuzz_file("store.sqlite", bytes, sound_size);
    pd_store *store = NULL;
    pdot_status status = pd_store_open(ctx, path, &IDENTITY, &store);
    FUZZ_CHECK((status == PDOT_OK) == (store != NULL));
    FUZZ_CHECK(status == PDOT_OK || pdot_ctx_error(ctx)->message[0] != '\0');
    pd_clear_error(ctx);
    if (status == PDOT_OK)
        check_load(ctx, store);
    pd_store_close(store);
    free(bytes);
    pdot_ctx_free(ctx);
    return 0;
}
