/* What is above 0, and the gradient of that. */
#include "rows.h"
#include "team.h"

/* out = values where x > 0, else 0, which is what NaN becomes. */
#define KEEP(x, values, out) \
    for (int64_t i = 0; i < count; i++) { \
        const float own = (x)[i], value = (values)[i]; \
        (out)[i] = own > 0.0f ? value : 0.0f; \
    }

/* Each array may be another one: compilers make vectors of loops where they see which one. */
static void keep(const float *x, const float *values, float *out, int64_t count) {
    if (x == out && values == out) {
        KEEP(out, out, out)
    } else if (x == values) {
        KEEP(x, x, out)
    } else if (x == out) {
        KEEP(out, values, out)
    } else if (values == out) {
        KEEP(x, out, out)
    } else {
        KEEP(x, values, out)
    }
}

static void keep_part(void *data, int part, int parts) {
    const struct rows *all = data;
    const int64_t start = team_start(all->count, part, parts), end = team_start(all->count, part + 1, parts);
    const float *x = (const float *)all->a + start, *values = all->b == 0 ? x : (const float *)all->b + start;
    keep(x, values, (float *)all->out + start, end - start);
}

/* Of a, or with b the elements of b where those of a are above 0. */
EXPORT int rectify(const struct rows *all, int threads) {
    team_run(keep_part, (void *)all, threads);
    return 0;
}
