/* Steps of a program, one after the other without a way back to Python between them: products of oneDNN, and functions
 * of the elements of rows. Neighbours among the latter that have the same rows are a group: each thread takes some
 * rows, and goes through the whole group for one row while it is in the cache. */
#include "row.h"
#include "team.h"

/* A row and what it is worth to have another thread: elements, one with an exponential counting as several. */
#define ALONE 8192

/* Of oneDNN: dnnl_memory_set_data_handle, dnnl_primitive_execute, and a stream. */
struct engine {
    int (*set_handle)(void *memory, void *place);
    int (*execute)(const void *primitive, void *stream, int count, const void *arguments);
    void *stream;
};

/* BIND: the memory a lies at b. EXECUTE: the primitive a with `count` arguments b. Else a group of `group` steps. */
enum { BIND = 100, EXECUTE };

struct group {
    const struct step *steps;
    long count;
};

static void rows_of(void *data, int part, int parts) {
    const struct group *group = data;
    const long rows = group->steps->rows, end = team_start(rows, part + 1, parts);
    for (long row = team_start(rows, part, parts); row < end; row++)
        for (long i = 0; i < group->count; i++) row_do(group->steps + i, row);
}

static void columns_of(void *data, int part, int parts) {
    const struct group *group = data;
    for (long i = 0; i < group->count; i++) {
        const struct step *step = group->steps + i;
        row_sum(step, team_start(step->count, part, parts), team_start(step->count, part + 1, parts));
    }
}

static void do_group(const struct step *steps, int threads) {
    struct group group = {steps, steps->group};
    const team_work work = steps->code == SUM_ROWS ? columns_of : rows_of;
    if (steps->work < ALONE) threads = 1;
    team_run(work, &group, threads);
}

/* Returns the status of the first call of oneDNN that failed, or 0. */
EXPORT int program_run(const struct step *steps, long count, int threads, const struct engine *engine) {
    for (long i = 0; i < count;) {
        const struct step *step = steps + i;
        int status = 0;
        if (step->code == BIND) {
            status = engine->set_handle((void *)step->a, (void *)step->b);
            i++;
        } else if (step->code == EXECUTE) {
            status = engine->execute(step->a, engine->stream, (int)step->count, step->b);
            i++;
        } else {
            do_group(step, threads);
            i += step->group;
        }
        if (status) return status;
    }
    return 0;
}
