/* A target's words as figures: "Incrementar 8 km de vías" is +8 km of "vías". Pure and without memory of its
 * own. */
#ifndef PD_TEXT_TARGET_H
#define PD_TEXT_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#define PD_TARGET_UNIT 48 /* bytes of a unit word, NUL included; longer words are cut at a letter */

typedef struct pd_target {
    bool has_value;
    double value;
    char unit[PD_TARGET_UNIT];         /* "%", "km", or the noun that is counted, as printed; "" if none */
    const char *direction;             /* "alcanza", "aumenta", "reduce", "mantiene"; "" without words */
    const char *period;                /* "mensual", "anual", …; "" if none is said */
    size_t value_start, value_end;     /* bytes of the figure, as printed */
    size_t measure_start, measure_end; /* bytes of what is measured, after the unit */
} pd_target;

/* `text` is UTF-8. Nothing is guessed: without a figure or number word has_value is false. */
pd_target pd_target_read(const char *text);

/* What works measure, in the target's unit: their length, area or number. False if the target speaks of
 * nothing that stands on a map: a percentage, a figure per month or year, or a measure the works do not have.
 */
bool pd_target_measure(const pd_target *target, double length_m, double area_ha, double points, double *out);

#endif
