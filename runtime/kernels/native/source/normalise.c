/* A line for each feature: planes shifted and scaled. */
#include "rows.h"
#include "team.h"

static void line(const float *x, float *out, int64_t count, float mean, float factor, float shift) {
    if (x == out) { /* which compilers have to see to make vectors */
        for (int64_t i = 0; i < count; i++) out[i] = (out[i] - mean) * factor + shift;
    } else {
        for (int64_t i = 0; i < count; i++) out[i] = (x[i] - mean) * factor + shift;
    }
}

static void planes_of(void *data, int part, int parts) {
    const struct rows *all = data;
    const int64_t end = team_start(all->count, part + 1, parts), features = all->limit;
    const float *mean = all->b, *factor = mean + features, *shift = factor + features;
    for (int64_t plane = team_start(all->count, part, parts); plane < end; plane++) {
        const int64_t f = plane % features, at = plane * all->width;
        line((const float *)all->a + at, (float *)all->out + at, all->width, mean[f], factor[f], shift[f]);
    }
}

/* out = (a - mean) * factor + shift, whose values for each feature are the three rows of b; planes of as many features
   follow each other. */
EXPORT int normalise(const struct rows *all, int threads) {
    team_run(planes_of, (void *)all, all->count < threads ? (int)all->count : threads);
    return 0;
}
