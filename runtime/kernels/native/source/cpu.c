/* Levels of x86-64: which the processor has, and for which these kernels were compiled; 0 elsewhere.
 * Not __builtin_cpu_supports: not every compiler's library knows AVX-512. */
#include "team.h"

#ifndef LUABRIDGE_SOURCES
#define LUABRIDGE_SOURCES "unknown sources"
#endif

#if defined(__x86_64__)
#include <cpuid.h>

#define V3_LEAF_1 (bit_FMA | bit_AVX | bit_OSXSAVE)
#define V3_LEAF_7 (bit_BMI | bit_AVX2 | bit_BMI2)
#define V4_LEAF_7 (bit_AVX512F | bit_AVX512DQ | bit_AVX512CD | bit_AVX512BW | bit_AVX512VL)
#define V3_STATE 0x06u /* registers that the system saves: SSE and AVX */
#define V4_STATE 0xe6u /* and AVX-512 */

static int has(unsigned given, unsigned wanted) {
    return (given & wanted) == wanted;
}

static unsigned saved_state(void) {
    unsigned low, high;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

EXPORT int cpu_level(void) {
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !has(c, V3_LEAF_1)) return 1;
    const unsigned state = saved_state();
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !has(b, V3_LEAF_7) || !has(state, V3_STATE)) return 1;
    return has(b, V4_LEAF_7) && has(state, V4_STATE) ? 4 : 3;
}
#else
EXPORT int cpu_level(void) {
    return 0;
}
#endif

EXPORT int kernels_level(void) {
#if defined(__AVX512F__)
    return 4;
#elif defined(__AVX2__)
    return 3;
#elif defined(__x86_64__)
    return 1;
#else
    return 0;
#endif
}

/* From which sources these kernels were compiled: sources.py's digest of them. */
EXPORT const char *kernels_sources(void) {
    return LUABRIDGE_SOURCES;
}
