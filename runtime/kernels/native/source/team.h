/* Threads: OpenMP's, as they are loaded with oneDNN; no library is linked for them. */
#ifndef LUABRIDGE_TEAM_H
#define LUABRIDGE_TEAM_H

#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

/* Does the share `part` of `parts` of some work. */
typedef void (*team_work)(void *data, int part, int parts);

/* Calls work(data, part, parts) for every part, on so many threads. */
void team_run(team_work work, void *data, int parts);

/* The same for parts that wait for each other: all at once, or, where there are fewer threads, one call with part -1. */
void team_together(team_work work, void *data, int parts);

/* The first of `count` things of a part; that of part + 1 is where it ends. */
static inline long team_start(long count, int part, int parts) {
    return count * part / parts;
}

#endif
