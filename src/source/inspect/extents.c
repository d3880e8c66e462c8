/* Extents of units, read from the table inside the program. */
#include "source/inspect/extents.h"

#include <string.h>

#include "base/number.h"

/* The assembler reads the file as it is, so that it needs no generator. */
__asm__(".pushsection .rodata\n"
        ".hidden pd_extents_csv\n"
        ".global pd_extents_csv\n"
        ".type pd_extents_csv, @object\n"
        "pd_extents_csv:\n"
        ".incbin \"" PD_EXTENTS_FILE "\"\n"
        ".byte 0\n"
        ".size pd_extents_csv, . - pd_extents_csv\n"
        ".popsection\n");
extern const char pd_extents_csv[];

static const char *next_line(const char *at)
{
    at += strcspn(at, "\n");
    return *at == '\n' ? at + 1 : at;
}

bool pd_known_extent(int index, pd_box *out)
{
    double *const sides[] = {&out->min_x, &out->min_y, &out->max_x, &out->max_y};
    const char *at = next_line(pd_extents_csv); /* past the header */
    for (int i = 0; i < index; i++)
        at = next_line(at);
    at += strcspn(at, ",\n"); /* past the unit's name */
    for (int i = 0; i < 4; i++) {
        if (*at != ',')
            return false;
        const size_t length = strcspn(++at, ",\n");
        if (!pd_number_parse(at, length, sides[i]))
            return false;
        at += length;
    }
    return true;
}
