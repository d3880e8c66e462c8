/* The two files of the check command. */
#ifndef PD_CLI_CMD_CHECK_H
#define PD_CLI_CMD_CHECK_H

#include "cli/cli.h"

void cli_check_print_json(const pdot_check_report *report);

#endif
