/* Facets. */

#include <stdint.h>
#include <string.h>
#include "heap.h"

/* Which source this was compiled from; the loader asks. */
const char *source_digest(void) { return SOURCE_DIGEST; }

void count_marked(const uint8_t *mask, const int32_t *values, int64_t n, int32_t *counts)
{
    int64_t at = 0;
    for (; at + 8 <= n; at += 8) {
        uint64_t eight;
        memcpy(&eight, mask + at, 8);
        if (!eight) continue;
        for (int64_t i = at; i < at + 8; i++) counts[values[i]] += mask[i];
    }
    for (; at < n; at++) counts[values[at]] += mask[at];
}

static inline void count_row(const uint32_t *offsets, const int32_t *values, int64_t row,
                             int32_t *counts)
{
    for (int64_t at = offsets[row]; at < offsets[row + 1]; at++) counts[values[at]]++;
}

void count_rows(const uint8_t *mask, const uint32_t *offsets, const int32_t *values,
                int64_t n, int32_t *counts)
{
    int64_t row = 0;
    for (; row + 8 <= n; row += 8) {
        uint64_t eight;
        memcpy(&eight, mask + row, 8);
        for (; eight; eight &= eight - 1)
            count_row(offsets, values, row + __builtin_ctzll(eight) / 8, counts);
    }
    for (; row < n; row++)
        if (mask[row]) count_row(offsets, values, row, counts);
}

enum { SKIPPED = 32 };

/* Find how high the last of the `limit` highest counts is, 0 where fewer are above 0.
   No count is above its total, and totals descend: *n_looked_at numbers can reach it.
   `heap` has `limit` zeros. */
int64_t least_of_most(const int32_t *counts, const int32_t *totals, int64_t n,
                      int64_t limit, int32_t *heap, int64_t *n_looked_at)
{
    int64_t number = 0;
    for (; number < n && totals[number] >= heap[0]; number++) {
        /* Most persons are named in none of a few documents. */
        while (number + SKIPPED < n && totals[number + SKIPPED] >= heap[0]) {
            int32_t is_above = 0;
            for (int64_t i = number; i < number + SKIPPED; i++) is_above |= counts[i] > heap[0];
            if (is_above) break;
            number += SKIPPED;
        }
        keep_highest(heap, limit, counts[number]);
    }
    *n_looked_at = number;
    return heap[0];
}
