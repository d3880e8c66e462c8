/* Progress on standard error: a line that redraws itself on a terminal, now and then a plain line elsewhere.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"

#define PLAIN_INTERVAL_S 10.0
#define QUIET_START_S    0.5 /* short work shows nothing */

struct cli_progress {
    bool is_quiet, is_terminal, is_shown;
    char stage[64];
    double start_s, last_s;
};

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

cli_progress *cli_progress_new(bool is_quiet)
{
    cli_progress *progress = calloc(1, sizeof *progress);
    if (progress != NULL) {
        progress->is_quiet = is_quiet;
        progress->is_terminal = isatty(STDERR_FILENO) != 0;
    }
    return progress;
}

void cli_progress_free(cli_progress *progress)
{
    free(progress);
}

void cli_progress_clear(cli_progress *progress)
{
    if (progress->is_shown && progress->is_terminal)
        fputs("\r\033[K", stderr);
    progress->is_shown = false;
}

static void print_line(const cli_progress *progress, double elapsed_s, uint64_t done, uint64_t total)
{
    const char *start = progress->is_terminal ? "\r\033[K" : "", *end = progress->is_terminal ? "" : "\n";
    if (total == 0 || done == 0) {
        fprintf(stderr, "%s%s …%s", start, progress->stage, end);
        return;
    }
    const double share = done >= total ? 1.0 : (double)done / (double)total;
    fprintf(stderr, _("%s%s  %3.0f %%  %.0f s left%s"), start, progress->stage, share * 100.0,
            elapsed_s * (1.0 - share) / share, end);
}

bool cli_progress_report(void *user, const char *stage, uint64_t done, uint64_t total)
{
    cli_progress *progress = user;
    if (progress->is_quiet)
        return true;
    const double now = now_s();
    if (strncmp(progress->stage, stage, sizeof progress->stage - 1) != 0) {
        snprintf(progress->stage, sizeof progress->stage, "%s", stage);
        progress->start_s = now;
        progress->last_s = progress->is_terminal ? 0 : now;
    }
    const double wait = progress->is_terminal ? 0.0 : PLAIN_INTERVAL_S;
    if (now - progress->start_s < QUIET_START_S || now - progress->last_s < wait)
        return true;
    progress->last_s = now;
    progress->is_shown = true;
    print_line(progress, now - progress->start_s, done, total);
    fflush(stderr);
    return true;
}

void cli_log(void *user, pdot_log_level level, const char *line)
{
    cli *self = user;
    if (level == PDOT_LOG_DEBUG || (level == PDOT_LOG_INFO && !self->args.is_verbose))
        return;
    cli_progress_clear(self->progress);
    fprintf(stderr, "%s\n", line);
}
