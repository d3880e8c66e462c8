/* Messages: English in the source, other languages from the catalogues beside the program (../share/locale
 * from its folder). The language is
 * --lang, else the plan's, else the environment's, else Spanish. C.UTF-8 is on every Debian; with it LANGUAGE
 * decides. */
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

#define DOMAIN "pdot"

static void bind_catalogue(void)
{
    char path[PATH_MAX];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path - sizeof "/../share/locale");
    if (length <= 0)
        return;
    path[length] = '\0';
    char *name = strrchr(path, '/');
    if (name == NULL)
        return;
    memcpy(name, "/../share/locale", sizeof "/../share/locale");
    bindtextdomain(DOMAIN, path);
    bind_textdomain_codeset(DOMAIN, "UTF-8");
    textdomain(DOMAIN);
}

void cli_use_language(const char *language)
{
    setenv("LANGUAGE", language, 1);
    if (setlocale(LC_MESSAGES, "C.UTF-8") == NULL)
        setlocale(LC_MESSAGES, "");
}

static const char *environment_language(void)
{
    static const char *const NAMES[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        const char *value = getenv(NAMES[i]);
        if (value != NULL && value[0] != '\0')
            return strncmp(value, "en", 2) == 0 ? "en" : "es";
    }
    return "es";
}

/* Before the options are parsed, so that usage errors speak the asked language too. */
void cli_init_language(int argc, char **argv)
{
    const char *language = environment_language();
    for (int i = 1; i < argc; i++) {
        const char *asked = "";
        if (strncmp(argv[i], "--lang=", 7) == 0)
            asked = argv[i] + 7;
        else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            asked = argv[i + 1];
        if (strcmp(asked, "es") == 0 || strcmp(asked, "en") == 0) /* others are refused, in a known one */
            language = asked;
    }
    bind_catalogue();
    cli_use_language(language);
}

const char *cli_translate(void *user, const char *english)
{
    (void)user;
    return english[0] != '\0' ? dgettext(DOMAIN, english) : english;
}
