/* Stores past the cache, for memory that nobody reads soon: whole lines of it need not be read before. */
#ifndef LUABRIDGE_STREAM_H
#define LUABRIDGE_STREAM_H

#include <string.h>

#if defined(__x86_64__)
#include <xmmintrin.h>

#define LINE 64

/* Both places are where a line begins, and the floats fill whole lines; else it is an ordinary copy. */
static inline void stream_floats(const float *from, float *to, long count) {
    if (((size_t)from | (size_t)to | count * sizeof *to) % LINE) {
        memcpy(to, from, count * sizeof *to);
        return;
    }
    for (long i = 0; i < count; i += 4) _mm_stream_ps(to + i, _mm_load_ps(from + i));
}

/* What was streamed is there before anything stored afterwards. */
static inline void stream_end(void) {
    _mm_sfence();
}

#else

static inline void stream_floats(const float *from, float *to, long count) {
    memcpy(to, from, count * sizeof *to);
}

static inline void stream_end(void) {}

#endif

#endif
