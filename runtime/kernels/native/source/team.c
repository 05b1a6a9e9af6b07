#include "team.h"

#include <stddef.h>

/* GOMP_parallel and omp_get_thread_num of libgomp, or none. */
static void (*start_team)(void (*)(void *), void *, unsigned, unsigned);
static int (*thread_number)(void);

struct share {
    team_work work;
    void *data;
    int parts;
};

EXPORT void team_use(void *start, void *number) {
    start_team = (void (*)(void (*)(void *), void *, unsigned, unsigned))start;
    thread_number = (int (*)(void))number;
}

static void do_part(void *data) {
    const struct share *share = data;
    share->work(share->data, thread_number(), share->parts);
}

void team_run(team_work work, void *data, int parts) {
    struct share share = {work, data, parts};
    if (parts < 2 || start_team == NULL) {
        work(data, 0, 1);
        return;
    }
    start_team(do_part, &share, (unsigned)parts, 0);
}
