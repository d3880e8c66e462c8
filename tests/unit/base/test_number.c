#include "support.h"

#include "base/number.h"

static void numbers_print_shortest_and_read_back(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } CASES[] = {{0.1, "0.1"},
                 {1, "1"},
                 {-2.5, "-2.5"},
                 {1e300, "1e+300"},
                 {1.0 / 3, "0.3333333333333333"},
                 {699444.906, "699444.906"}};
    char text[PD_NUMBER_SIZE];
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        double back = 0;
        assert_string_equal(pd_number_format(CASES[i].value, text), CASES[i].text);
        assert_true(pd_number_parse(text, strlen(text), &back));
        assert_true(back == CASES[i].value);
    }
    assert_string_equal(pd_number_format(NAN, text), "nan");
    assert_string_equal(pd_number_format(-INFINITY, text), "-inf");
}

static void fixed_rounds_half_away_from_zero_on_the_exact_value(void **state)
{
    (void)state;
    static const struct {
        double value;
        int decimals;
        const char *text;
    } CASES[] = {{0.5, 0, "1"},
                 {1.5, 0, "2"},
                 {2.5, 0, "3"},
                 {-0.5, 0, "-1"},
                 {0.125, 2, "0.13"},
                 {0.135, 2, "0.14"},
                 {1.005, 2, "1.00"},
                 {9.995, 2, "9.99"},
                 {99.9951, 2, "100.00"},
                 {-0.001, 2, "0.00"},
                 {1891.42, 4, "1891.4200"},
                 {0, 3, "0.000"},
                 {999.5, 0, "1000"},
                 {1e15, 2, "1e+15"},
                 {5e-16, 15, "0.000000000000001"}};
    char text[PD_NUMBER_SIZE];
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        assert_string_equal(pd_number_fixed(CASES[i].value, CASES[i].decimals, text), CASES[i].text);
    assert_true(pd_number_round(2.345678, 3) == 2.346);
}

static void only_whole_numbers_parse(void **state)
{
    (void)state;
    static const char *const BAD[] = {"",   " ",    "1,5", "1.5x", "e5",    ".",   "+",
                                      "1e", "0x10", "nan", "inf",  "1e999", "1 2", "--1"};
    double value = 7;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        assert_false(pd_number_parse(BAD[i], strlen(BAD[i]), &value));
    assert_true(value == 7);
    assert_true(pd_number_parse(" -1.5e3\t", 8, &value));
    assert_true(value == -1500);
    assert_true(pd_number_parse(".5", 2, &value) && value == 0.5);
}

static void integers_parse_to_their_limits(void **state)
{
    (void)state;
    int64_t value = 7;
    assert_true(pd_integer_parse("-9223372036854775808", 20, &value) && value == INT64_MIN);
    assert_true(pd_integer_parse("9223372036854775807", 19, &value) && value == INT64_MAX);
    assert_false(pd_integer_parse("9223372036854775808", 19, &value));
    assert_false(pd_integer_parse("1.0", 3, &value));
    assert_false(pd_integer_parse("-", 1, &value));
    assert_true(value == INT64_MAX);
    assert_true(pd_integer_parse(" 007 ", 5, &value) && value == 7);
}

static void documents_numbers_read_as_a_person_would(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } CASES[] = {{"1.234,56", 1234.56},
                 {"1'234.567,89", 1234567.89},
                 {"66.338", 66338},
                 {"0,3", 0.3},
                 {"1'488.590,00", 1488590},
                 {"$5.568,37", 5568.37},
                 {"\\$102.591,18", 102591.18},
                 {"1488590.20", 1488590.20},
                 {"11.300", 11300},
                 {"0.338", 0.338},
                 {"12", 12},
                 {"-3,5", -3.5},
                 {"1.600.469,59", 1600469.59},
                 {"746.212,05", 746212.05},
                 {"1'488.590", 1488590},
                 {"2.5", 2.5}};
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        double value = 0;
        assert_true(pd_number_parse_es(CASES[i].text, strlen(CASES[i].text), &value));
        assert_close(value, CASES[i].value, 0, 1e-15);
    }
}

static void documents_doubtful_numbers_are_refused(void **state)
{
    (void)state;
    static const char *const BAD[] = {"",   "abc", "1,2,3",      "12.34.56", "1.23,4,5", ",",
                                      "5,", "1 2", "1.2345.678", "'5",       "10 %",     "1.,5"};
    double value = 7;
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        if (pd_number_parse_es(BAD[i], strlen(BAD[i]), &value))
            fail_msg("\"%s\" was read as %g", BAD[i], value);
    assert_true(value == 7);
}

static void sums_are_compensated(void **state)
{
    (void)state;
    pd_sum sum = {0};
    pd_sum_add(&sum, 1e16);
    for (int i = 0; i < 1000; i++)
        pd_sum_add(&sum, 1);
    pd_sum_add(&sum, -1e16);
    assert_true(pd_sum_total(&sum) == 1000);
}

static void dates_are_days_in_order(void **state)
{
    (void)state;
    static const char *const BAD[] = {"",           "2023-13-01", "2023-02-29", "1900-02-29", "2023-1-01",
                                      "2023/01/01", "2023-00-10", "2023-04-31", "aaaa-01-01", "2023-01-00"};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        if (pd_date_day(BAD[i], strlen(BAD[i])) != 0)
            fail_msg("\"%s\" was read as a date", BAD[i]);
    assert_true(pd_date_day("2024-03-01", 10) - pd_date_day("2024-02-28", 10) == 2);
    assert_true(pd_date_day("2023-03-01", 10) - pd_date_day("2023-02-28", 10) == 1);
    assert_true(pd_date_day("2024-01-01", 10) - pd_date_day("2023-01-01", 10) == 365);
    assert_true(pd_date_day("2000-03-01", 10) - pd_date_day("1900-03-01", 10) == 36525);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_print_shortest_and_read_back),
        cmocka_unit_test(fixed_rounds_half_away_from_zero_on_the_exact_value),
        cmocka_unit_test(only_whole_numbers_parse),
        cmocka_unit_test(integers_parse_to_their_limits),
        cmocka_unit_test(documents_numbers_read_as_a_person_would),
        cmocka_unit_test(documents_doubtful_numbers_are_refused),
        cmocka_unit_test(sums_are_compensated),
        cmocka_unit_test(dates_are_days_in_order),
    };
    return cmocka_run_group_tests_name("base/number", tests, NULL, NULL);
}
