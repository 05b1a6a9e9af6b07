/* Functions of floats whose loops compilers turn into vectors: no calls, no branches, no tables. */
#ifndef LUABRIDGE_VECTOR_H
#define LUABRIDGE_VECTOR_H

#include <stdint.h>
#include <string.h>

#define LANES 16 /* elements that sums and maxima keep apart, so that they become vectors without -ffast-math */

static inline float vector_from_bits(int32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* exp(x) to 2 units in the last place, subnormal results, infinities and NaN included: x = n log 2 + r. */
static inline float vector_exp(float x) {
    x = x > 89.0f ? 89.0f : x; /* comparisons with NaN are false: it stays */
    x = x < -104.0f ? -104.0f : x;
    const float n = __builtin_rintf(x * 1.44269504088896341f);
    const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f; /* log 2 in two parts, n times the first is exact */
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = (p * r) * r + r + 1.0f;
    const int32_t whole = (int32_t)(n == n ? n : 0.0f);
    const int32_t half = whole >> 1; /* two factors: 2^n itself may be out of range */
    return p * vector_from_bits((half + 127) << 23) * vector_from_bits((whole - half + 127) << 23);
}

static inline float vector_sigmoid(float x) {
    return 1.0f / (1.0f + vector_exp(-x));
}

/* tanh(x) to 2 units in the last place: a polynomial near 0, where 1 - 2 / (exp(2x) + 1) would cancel. */
static inline float vector_tanh(float x) {
    const float size = x < 0.0f ? -x : x;
    const float far = 1.0f - 2.0f / (vector_exp(2.0f * size) + 1.0f);
    const float z = x * x;
    float p = -5.70498872745e-3f;
    p = p * z + 2.06390887954e-2f;
    p = p * z - 5.37397155531e-2f;
    p = p * z + 1.33314422036e-1f;
    p = p * z - 3.33332819422e-1f;
    const float near = (p * z) * x + x;
    return size > 0.625f ? (x < 0.0f ? -far : far) : near;
}

#endif
