/* Targets and year marks: any text is read without memory of its own; the figure and the measure lie in it,
 * in that order; the unit ends; marks that fit are as many as the columns. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "fuzz.h"
#include "text/target.h"
#include "text/years.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = calloc(size + 1, 1);
    FUZZ_CHECK(text != NULL);
    memcpy(text, data, size);
    const size_t length = strlen(text);
    const pd_target target = pd_target_read(text);
    FUZZ_CHECK(target.direction != NULL && target.period != NULL);
    FUZZ_CHECK(memchr(target.unit, 0, sizeof target.unit) != NULL);
    FUZZ_CHECK(!pd_utf8_is_valid(text, length, NULL) ||
               pd_utf8_is_valid(target.unit, strlen(target.unit), NULL));
    if (target.has_value) {
        FUZZ_CHECK(isfinite(target.value));
        FUZZ_CHECK(target.value_start < target.value_end && target.value_end <= length);
        FUZZ_CHECK(target.value_end <= target.measure_start || target.measure_start == target.measure_end);
        FUZZ_CHECK(target.measure_start <= target.measure_end && target.measure_end <= length);
    }
    const int32_t n = pd_marks_count(text);
    FUZZ_CHECK(n >= PD_MARKS_UNREADABLE);
    FUZZ_CHECK(n <= 0 || pd_marks_fit(text, n));
    FUZZ_CHECK(n == PD_MARKS_UNREADABLE || !pd_marks_at(text, n));
    free(text);
    return 0;
}
