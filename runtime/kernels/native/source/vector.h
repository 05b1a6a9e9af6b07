/* Functions of floats whose loops compilers turn into vectors: no calls, no branches, no tables. */
#ifndef LUABRIDGE_VECTOR_H
#define LUABRIDGE_VECTOR_H

#include <stdint.h>
#include <string.h>

#define LANES 16 /* elements that sums and maxima keep apart, so that they become vectors without -ffast-math */

static inline float vector_from_bits(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline uint32_t vector_bits(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* Added to a number below 2^22 it rounds it: whole numbers are next to each other there. */
#define VECTOR_ROUNDING 12582912.0f

/* exp(r) for r from -log(2) / 2 to log(2) / 2. */
static inline float vector_exp_near(float r) {
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    return (p * r) * r + r + 1.0f;
}

/* x - n log(2): log(2) in two parts, n times the first is exact. */
static inline float vector_exp_rest(float x, float n) {
    return (x - n * 0.693359375f) + n * 2.12194440e-4f;
}

/* exp(x) to 2 units in the last place, subnormal results, infinities and NaN included: 2^n exp(r). */
static inline float vector_exp(float x) {
    x = x > 89.0f ? 89.0f : x; /* comparisons with NaN are false: it stays */
    x = x < -104.0f ? -104.0f : x;
    const float rounded = x * 1.44269504088896341f + VECTOR_ROUNDING;
    const uint32_t n = vector_bits(rounded) - vector_bits(VECTOR_ROUNDING) + 254; /* of NaN anything */
    const uint32_t half = n >> 1; /* two factors: 2^n itself may be out of range */
    const float p = vector_exp_near(vector_exp_rest(x, rounded - VECTOR_ROUNDING));
    return p * vector_from_bits(half << 23) * vector_from_bits((n - half) << 23);
}

/* exp(x) for x <= 0, or 0 where that is less than 2e-38. NaN stays. */
static inline float vector_exp_below(float x) {
    const float rounded = x * 1.44269504088896341f + VECTOR_ROUNDING;
    const uint32_t n = vector_bits(rounded) - vector_bits(VECTOR_ROUNDING) + 127;
    const float p = vector_exp_near(vector_exp_rest(x, rounded - VECTOR_ROUNDING));
    return x < -87.0f ? 0.0f : p * vector_from_bits(n << 23);
}

/* 1 / (1 + exp(-x)) to 3 units in the last place; 0 below -89. */
static inline float vector_sigmoid(float x) {
    return 1.0f / (1.0f + vector_exp(-x));
}

/* tanh(x) to 2 units in the last place: a polynomial near 0, where 1 - 2 / (exp(2x) + 1) would cancel. */
static inline float vector_tanh(float x) {
    const float size = __builtin_fabsf(x);
    const float far = 1.0f - 2.0f / (vector_exp(2.0f * size) + 1.0f);
    const float z = x * x;
    float p = -5.70498872745e-3f;
    p = p * z + 2.06390887954e-2f;
    p = p * z - 5.37397155531e-2f;
    p = p * z + 1.33314422036e-1f;
    p = p * z - 3.33332819422e-1f;
    const float near = (p * z) * size + size;
    return __builtin_copysignf(size > 0.625f ? far : near, x);
}

#endif
