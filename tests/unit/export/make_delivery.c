/* make_delivery FOLDER LANGUAGE: writes the drawn delivery in every format into an existing folder. For the
 * checks that look at the files from outside: GDAL's validator, QGIS. */
#include <locale.h>
#include <stdio.h>

#include "fixture.h"

int main(int argc, char **argv)
{
    fixture f;
    if (argc != 3) {
        fprintf(stderr, "usage: make_delivery FOLDER LANGUAGE\n");
        return 2;
    }
    (void)setlocale(LC_ALL, ""); /* so that the suite's run under a decimal comma reaches every writer */
    pdot_status status = fixture_init(&f, argv[1], argv[2]);
    for (int i = 0; status == PDOT_OK && pd_format_at(i) != NULL; i++)
        status = fixture_write(&f, pd_format_at(i));
    for (int i = 0; status == PDOT_OK && pd_format_at(i) != NULL; i++)
        status = fixture_check(&f, pd_format_at(i));
    if (status != PDOT_OK)
        fprintf(stderr, "%s\n", pdot_ctx_error(f.ctx)->message);
    fixture_release(&f);
    return status == PDOT_OK ? 0 : 1;
}
