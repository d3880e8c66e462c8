/* Ctrl-C without a global: the signals are blocked in every thread and one thread waits for them. */
#include <pthread.h>
#include <signal.h>

#include "cli/cli.h"

static void *wait_for_signal(void *user)
{
    sigset_t signals;
    int received = 0;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    if (sigwait(&signals, &received) == 0) {
        pdot_ctx_cancel(user);
        if (sigwait(&signals, &received) ==
            0) /* impatient: the store's transaction is rolled back when it is next opened */
            _Exit(CLI_INTERRUPTED);
    }
    return NULL;
}

bool cli_watch_interrupts(pdot_ctx *ctx)
{
    sigset_t signals;
    pthread_t thread;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    signal(SIGPIPE, SIG_IGN);
    if (pthread_sigmask(SIG_BLOCK, &signals, NULL) != 0 ||
        pthread_create(&thread, NULL, wait_for_signal, ctx) != 0)
        return false;
    return pthread_detach(thread) == 0;
}
