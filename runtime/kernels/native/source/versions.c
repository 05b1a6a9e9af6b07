/* Whether Python's dicts have changed, by the number that CPython gives each change (PEP 509). Reading these costs a line of
 * the cache a dict, all of them on their way at once; comparing what is in the dicts costs several, one after the other. */
#include "team.h"

#include <stdint.h>

/* A dict, its number when what it holds was last found to be right, and when it was last looked at. versions.py knows this. */
struct watched {
    const char *dict;
    uint64_t accepted, seen;
};

/* Puts the places of those that have changed into `changed`; gives how many. `offset`: bytes from a dict to its number. */
EXPORT int64_t versions_changed(struct watched *all, int64_t count, int64_t offset, int64_t *changed) {
    int64_t found = 0;
    for (int64_t i = 0; i < count; i++) __builtin_prefetch(all[i].dict + offset);
    for (int64_t i = 0; i < count; i++) {
        all[i].seen = *(const uint64_t *)(all[i].dict + offset);
        if (all[i].seen != all[i].accepted) changed[found++] = i;
    }
    return found;
}
