#include "rows.h"

#include "team.h"

#include <stddef.h>

struct share {
    const struct rows *rows;
    row_work work;
};

static void do_part(void *data, int part, int parts) {
    const struct share *share = data;
    const float *a = share->rows->a, *b = share->rows->b;
    float *out = share->rows->out;
    const long width = share->rows->width, end = team_start(share->rows->count, part + 1, parts);
    for (long row = team_start(share->rows->count, part, parts); row < end; row++) {
        const long at = row * width;
        share->work(a + at, b == NULL ? NULL : b + at, out + at, width);
    }
}

int rows_run(const struct rows *rows, row_work work, int threads) {
    struct share share = {rows, work};
    team_run(do_part, &share, rows->count < threads ? (int)rows->count : threads);
    return 0;
}
