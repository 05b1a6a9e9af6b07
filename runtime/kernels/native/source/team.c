#include "team.h"

#include <stddef.h>

/* GOMP_parallel, omp_get_thread_num and omp_get_num_threads of libgomp, or none. */
static void (*start_team)(void (*)(void *), void *, unsigned, unsigned);
static int (*thread_number)(void);
static int (*team_size)(void);

struct share {
    team_work work;
    void *data;
    int parts;
};

EXPORT void team_use(void *start, void *number, void *size) {
    start_team = (void (*)(void (*)(void *), void *, unsigned, unsigned))start;
    thread_number = (int (*)(void))number;
    team_size = (int (*)(void))size;
}

/* OpenMP may start fewer threads than there are parts (its limits, or teams within teams). */
static void do_parts(void *data) {
    const struct share *share = data;
    const int threads = team_size();
    for (int part = thread_number(); part < share->parts; part += threads) share->work(share->data, part, share->parts);
}

void team_run(team_work work, void *data, int parts) {
    struct share share = {work, data, parts};
    if (parts < 2 || start_team == NULL) {
        work(data, 0, 1);
        return;
    }
    start_team(do_parts, &share, (unsigned)parts, 0);
}

static void do_together(void *data) {
    const struct share *share = data;
    const int enough = team_size() >= share->parts, part = enough ? thread_number() : thread_number() - 1;
    if (enough ? part < share->parts : part == -1) share->work(share->data, part, share->parts);
}

void team_together(team_work work, void *data, int parts) {
    struct share share = {work, data, parts};
    if (parts < 2 || start_team == NULL)
        work(data, -1, parts);
    else
        start_team(do_together, &share, (unsigned)parts, 0);
}

static void note_thread(void *data, int part, int parts) {
    ((int *)data)[part] = parts > 1 ? thread_number() : 0;
}

/* Which thread does which part; for tests. */
EXPORT void team_threads(int *numbers, int parts) {
    team_run(note_thread, numbers, parts);
}
