/* Year marks of an activity ("X X _ X"): one mark per printed column. They mean years only where there are as
 * many marks as the table has year columns; otherwise they are kept as printed and give no years. */
#ifndef PD_TEXT_YEARS_H
#define PD_TEXT_YEARS_H

#include "base/buffer.h"

/* Number of printed columns; 0 for an empty cell, PD_MARKS_UNREADABLE for anything but marks and blanks. */
#define PD_MARKS_UNREADABLE (-1)
int32_t pd_marks_count(const char *marks);
/* True if the index-th column (from 0) is marked. The marks must be readable. */
bool pd_marks_at(const char *marks, int32_t index);
/* True if the marks fit the year columns. */
bool pd_marks_fit(const char *marks, int32_t n_years);
/* The marked years separated by blanks; nothing if the marks do not fit. */
void pd_years_write(const char *marks, const int32_t *years, int32_t n_years, pd_buffer *out);

#endif
