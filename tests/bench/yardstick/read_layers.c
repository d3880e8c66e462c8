/* bench_read FILE...: the bare read of every feature through OGR, as the measure of an import. Prints one
 * line of JSON. */
#include <gdal.h>
#include <ogr_api.h>
#include <stdio.h>

static long long read_file(const char *path)
{
    long long features = 0;
    GDALDatasetH source = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
    if (source == NULL)
        return -1;
    for (int i = 0; i < GDALDatasetGetLayerCount(source); i++) {
        OGRLayerH layer = GDALDatasetGetLayer(source, i);
        OGRFeatureH feature;
        while ((feature = OGR_L_GetNextFeature(layer)) != NULL) {
            features++;
            OGR_F_Destroy(feature);
        }
    }
    GDALClose(source);
    return features;
}

int main(int count, char **argument)
{
    long long all = 0;
    GDALAllRegister();
    for (int i = 1; i < count; i++) {
        const long long features = read_file(argument[i]);
        if (features < 0) {
            fprintf(stderr, "bench_read: cannot open %s\n", argument[i]);
            return 1;
        }
        all += features;
    }
    printf("{\"features\": %lld}\n", all);
    return 0;
}
