/* Slices of an array of any type, gathered by numbers from 1. */
#include "rows.h"
#include "team.h"

#include <string.h>

static int are_within(const int64_t *numbers, int64_t count, int64_t limit) {
    int wrong = 0;
    for (int64_t i = 0; i < count; i++) wrong |= (uint64_t)numbers[i] - 1 >= (uint64_t)limit;
    return !wrong;
}

static void gather_part(void *data, int part, int parts) {
    const struct rows *all = data;
    const int64_t *numbers = all->b;
    const int64_t width = all->width, end = team_start(all->count, part + 1, parts);
    for (int64_t i = team_start(all->count, part, parts); i < end; i++)
        memcpy((char *)all->out + i * width, (const char *)all->a + (numbers[i] - 1) * width, width);
}

/* out[i] = the slice of a with the number b[i]. Nothing is done, and the result is 1, unless all are in 1..limit. */
EXPORT int gather(const struct rows *all, int threads) {
    if (!are_within(all->b, all->count, all->limit)) return 1;
    team_run(gather_part, (void *)all, all->count < threads ? (int)all->count : threads);
    return 0;
}
