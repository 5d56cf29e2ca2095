/* The highest of many numbers: a heap with the lowest of them at the top. */

#ifndef TRACUU_HEAP_H
#define TRACUU_HEAP_H

#include <stdint.h>

static inline void keep_highest(int32_t *heap, int64_t n, int32_t number)
{
    int64_t at = 0;
    if (number <= heap[0]) return;
    for (;;) {
        int64_t child = 2 * at + 1;
        if (child + 1 < n && heap[child + 1] < heap[child]) child++;
        if (child >= n || heap[child] >= number) break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = number;
}

#endif
