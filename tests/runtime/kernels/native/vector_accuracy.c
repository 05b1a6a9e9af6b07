/* The largest errors of vector.h's functions, in units in the last place, over all floats in steps of so many. */
#include "vector.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define MANY 4096 /* so many floats at a time */
#define COUNT 4

static void compute(int kind, const float *x, float *out) {
    if (kind == 0) for (int i = 0; i < MANY; i++) out[i] = vector_exp(x[i]);
    if (kind == 1) for (int i = 0; i < MANY; i++) out[i] = vector_exp_below(x[i]);
    if (kind == 2) for (int i = 0; i < MANY; i++) out[i] = vector_tanh(x[i]);
    if (kind == 3) for (int i = 0; i < MANY; i++) out[i] = vector_sigmoid(x[i]);
}

static double exact(int kind, double x) {
    if (kind == 0) return exp(x);
    if (kind == 1) return x < -87 ? 0 : exp(x);
    return kind == 2 ? tanh(x) : 1 / (1 + exp(-x));
}

/* What is promised of x: exponentials of no more than 0 for one of them, no subnormal results of sigmoid. */
static int is_promised(int kind, float x) {
    return isnan(x) || (kind == 1 ? x <= 0 : kind == 3 ? x >= -87 || isinf(x) : 1);
}

static double error_of(float found, double wanted) {
    if (isnan(wanted) || isnan(found)) return isnan(wanted) && isnan(found) ? 0 : INFINITY;
    if (isinf((float)wanted) || isinf(found)) return (float)wanted == found ? 0 : INFINITY;
    if (!signbit(wanted) != !signbit(found)) return INFINITY;
    const float size = fabsf((float)wanted), next = nextafterf(size, INFINITY);
    return fabs(found - wanted) / (isinf(next) ? size - nextafterf(size, 0) : next - size);
}

int main(int count, char **arguments) {
    static float x[MANY], out[MANY];
    const uint64_t step = count > 1 ? strtoul(arguments[1], NULL, 10) : 1, end = (uint64_t)1 << 32;
    for (int kind = 0; kind < COUNT; kind++) {
        double worst = 0;
        for (uint64_t bits = 0; bits < end;) {
            for (int i = 0; i < MANY; i++, bits += step) x[i] = vector_from_bits(bits < end ? (uint32_t)bits : 0);
            compute(kind, x, out);
            for (int i = 0; i < MANY; i++)
                if (is_promised(kind, x[i])) worst = fmax(worst, error_of(out[i], exact(kind, x[i])));
        }
        printf("%.3f\n", worst);
    }
    return 0;
}
