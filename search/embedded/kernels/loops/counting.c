/* Facets. */

#include <stdint.h>
#include <string.h>

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

/* Whether number a comes before number b: the higher count, then the lower number. */
static inline int is_before(const int32_t *counts, int64_t a, int64_t b)
{
    return counts[a] != counts[b] ? counts[a] > counts[b] : a < b;
}

/* Find the numbers with the highest counts, none of 0; gives how many. */
int64_t most_counted(const int32_t *counts, int64_t n, int64_t limit, int64_t *best)
{
    int64_t found = 0, least = 0;
    for (int64_t number = 0; number < n; number++) {
        /* Numbers ascend, so an equal count comes after all that are there. */
        if (counts[number] <= least) continue;
        int64_t at = found < limit ? found++ : limit - 1;
        while (at && is_before(counts, number, best[at - 1])) {
            best[at] = best[at - 1];
            at--;
        }
        best[at] = number;
        if (found == limit) least = counts[best[limit - 1]];
    }
    return found;
}
