/* Every test program speaks the user's locale from its first line, decimal comma included, as a program that
 * uses the library may. A figure that changes with the locale therefore fails in the suite's run under
 * es_EC. */
#include <locale.h>

__attribute__((constructor)) static void use_locale_of_the_user(void)
{
    setlocale(LC_ALL, "");
}
