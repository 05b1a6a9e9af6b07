/* Steps of a program, one after the other without a way back to Python between them: products of oneDNN, and functions
 * of the elements of rows. Each thread has steps of its own, for its rows or columns, and waits for the others only
 * where it needs what they have made. Neighbours among the functions of rows are a group: some rows go through all of
 * it while they are in the cache. */
#include "row.h"
#include "stream.h"
#include "team.h"

#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>

/* dnnl_memory_set_data_handle and dnnl_primitive_execute. */
struct engine {
    int (*set_handle)(void *memory, void *place);
    int (*execute)(const void *primitive, void *stream, int count, const void *arguments);
};

/* BIND: the memory a lies at b. EXECUTE: the primitive a with `count` arguments b. MEET: all threads must have come so
 * far. Else a group of `group` steps. */
enum { BIND = 100, EXECUTE, MEET };

/* One thread's steps, its stream of oneDNN's, the status of the first call of oneDNN that failed, or 0, and the next
 * step. */
struct part {
    const struct step *steps;
    int64_t count;
    void *stream;
    int64_t status, next;
};

struct program {
    struct part *parts;
    const struct engine *engine;
    atomic_int waiting, round;
};

static long do_rows(const struct step *steps) {
    const long group = steps->group, rows = steps->code == SUM_ROWS ? 1 : steps->rows;
    const long together = steps->together;
    for (long first = 0; first < rows; first += together) {
        const long end = first + together < rows ? first + together : rows;
        for (long i = 0; i < group; i++)
            for (long row = first; row < end; row++) row_do(steps + i, row);
    }
    return group;
}

/* Goes on until the other parts must have come so far, too; false at the end. */
static int go_on(const struct engine *engine, struct part *part) {
    while (part->next < part->count) {
        const struct step *step = part->steps + part->next++;
        if (step->code == MEET) {
            stream_end();
            return 1;
        }
        if (part->status) continue;
        if (step->code == BIND)
            part->status = engine->set_handle((void *)step->a, (void *)step->b);
        else if (step->code == EXECUTE)
            part->status = engine->execute(step->a, part->stream, (int)step->count, step->b);
        else
            part->next += do_rows(step) - 1;
    }
    stream_end();
    return 0;
}

#define SPINS 20000 /* before another thread may have the processor */

static void meet(struct program *program, int parts) {
    const int round = atomic_load(&program->round);
    if (atomic_fetch_add(&program->waiting, 1) == parts - 1) {
        atomic_store(&program->waiting, 0);
        atomic_store(&program->round, round + 1);
        return;
    }
    for (long spins = 0; atomic_load_explicit(&program->round, memory_order_acquire) == round; spins++)
        if (spins > SPINS) sched_yield();
}

static void do_parts(void *data, int number, int parts) {
    struct program *program = data;
    if (number >= 0) {
        while (go_on(program->engine, program->parts + number)) meet(program, parts);
        return;
    }
    for (int more = 1; more;) /* alone: all parts in turn, from one meeting to the next */
        for (int i = 0; i < parts; i++) more = go_on(program->engine, program->parts + i);
}

/* Returns the status of a call of oneDNN that failed, or 0. All parts have the same number of meetings. */
EXPORT int program_run(struct part *parts, int count, const struct engine *engine) {
    struct program program = {.parts = parts, .engine = engine};
    atomic_init(&program.waiting, 0);
    atomic_init(&program.round, 0);
    for (int i = 0; i < count; i++) parts[i].next = parts[i].status = 0;
    team_together(do_parts, &program, count);
    for (int i = 0; i < count; i++)
        if (parts[i].status) return (int)parts[i].status;
    return 0;
}
