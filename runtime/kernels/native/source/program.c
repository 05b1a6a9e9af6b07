/* Steps of a program, one after the other without a way back to Python between them: products of oneDNN, and functions
 * of the elements of rows. Each thread has steps of its own for its rows, and meets the others at the end only.
 * Neighbours among the functions of rows are a group: one row goes through all of it while it is in the cache. */
#include "row.h"
#include "team.h"

#include <stddef.h>

/* dnnl_memory_set_data_handle and dnnl_primitive_execute. */
struct engine {
    int (*set_handle)(void *memory, void *place);
    int (*execute)(const void *primitive, void *stream, int count, const void *arguments);
};

/* BIND: the memory a lies at b. EXECUTE: the primitive a with `count` arguments b. Else a group of `group` steps. */
enum { BIND = 100, EXECUTE };

/* One thread's steps, its stream of oneDNN's, and the status of the first call of oneDNN that failed, or 0. */
struct part {
    const struct step *steps;
    int64_t count;
    void *stream;
    int64_t status;
};

struct program {
    struct part *parts;
    const struct engine *engine;
};

/* Rows that go through a group together: so many elements, which is a stream to read ahead, and not too much memory. */
#ifndef TOGETHER
#define TOGETHER 8192
#endif

static long do_rows(const struct step *steps) {
    const long group = steps->group, rows = steps->code == SUM_ROWS ? 1 : steps->rows;
    const long block = group == 1 ? rows : 1 + (TOGETHER - 1) / steps->count;
    for (long first = 0; first < rows; first += block) {
        const long end = first + block < rows ? first + block : rows;
        for (long i = 0; i < group; i++)
            for (long row = first; row < end; row++) row_do(steps + i, row);
    }
    return group;
}

static void do_part(void *data, int number, int parts) {
    const struct program *program = data;
    const struct engine *engine = program->engine;
    struct part *part = program->parts + number;
    (void)parts;
    part->status = 0;
    for (long i = 0; i < part->count && !part->status;) {
        const struct step *step = part->steps + i;
        if (step->code == BIND) {
            part->status = engine->set_handle((void *)step->a, (void *)step->b);
            i++;
        } else if (step->code == EXECUTE) {
            part->status = engine->execute(step->a, part->stream, (int)step->count, step->b);
            i++;
        } else {
            i += do_rows(step);
        }
    }
}

/* Returns the status of a call of oneDNN that failed, or 0. */
EXPORT int program_run(struct part *parts, int count, const struct engine *engine) {
    struct program program = {parts, engine};
    team_run(do_part, &program, count);
    for (int i = 0; i < count; i++)
        if (parts[i].status) return (int)parts[i].status;
    return 0;
}
