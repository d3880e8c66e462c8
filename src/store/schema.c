/* schema.sql inside the program: the assembler reads the file as it is, so that it needs no generator. */
#include "store/sql.h"

__asm__(".pushsection .rodata\n"
        ".global pd_schema_sql\n"
        ".hidden pd_schema_sql\n"
        ".type pd_schema_sql, @object\n"
        "pd_schema_sql:\n"
        ".incbin \"" PD_SCHEMA_FILE "\"\n"
        ".byte 0\n"
        ".size pd_schema_sql, . - pd_schema_sql\n"
        ".popsection\n");
