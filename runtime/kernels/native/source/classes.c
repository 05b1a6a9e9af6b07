/* Elements of rows by the numbers, from 1, of their classes. */
#include "rows.h"
#include "team.h"

#include <string.h>

static int are_classes(const struct rows *all) {
    const int64_t *numbers = all->b;
    int wrong = 0;
    for (int64_t i = 0; i < all->count; i++) wrong |= (uint64_t)numbers[i] - 1 >= (uint64_t)all->width;
    return !wrong;
}

/* out[0], a double: the sum of a[i, b[i]]. Nothing is done, and the result is 1, unless all b[i] are in 1..width. */
EXPORT int sum_of_classes(const struct rows *all, int threads) {
    const float *a = all->a;
    const int64_t *numbers = all->b;
    double sum = 0;
    (void)threads;
    if (!are_classes(all)) return 1;
    for (int64_t i = 0; i < all->count; i++) sum += a[i * all->width + numbers[i] - 1];
    *(double *)all->out = sum;
    return 0;
}

/* out[i, b[i]] = a[0], elsewhere 0; the same of b. */
EXPORT int put_at_classes(const struct rows *all, int threads) {
    const int64_t *numbers = all->b;
    float *out = all->out;
    (void)threads;
    if (!are_classes(all)) return 1;
    memset(out, 0, all->count * all->width * sizeof *out);
    for (int64_t i = 0; i < all->count; i++) out[i * all->width + numbers[i] - 1] = *(const float *)all->a;
    return 0;
}
