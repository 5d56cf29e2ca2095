/* Posting lists where they lie in a mapped .pst, read without decoding them first.

   index/segments/postings.py has the layout. What a list says of itself is not
   trusted: a number that leads out of it makes `is_damaged` true, and never a
   read from elsewhere. Eight bytes can be read from anywhere in a list. */

#ifndef TRACUU_LISTS_H
#define TRACUU_LISTS_H

#include <stdint.h>
#include <string.h>
#if defined(__BMI2__) || defined(__AVX512BW__)
#include <immintrin.h>
#endif

enum { LIST = 0, RANGES = 1, BITMAP = 2 };
enum { BLOCK = 128, WIDTH_BITS = 6, RANK_BITS = 9, RANGE_BITS = 16 };

/* One list of one segment; `describe_list` makes it, native.py keeps it. */
typedef struct {
    const uint8_t *docs;       /* numbers, low halves or the bitmap */
    const uint8_t *counts;     /* uint32: of each range, or the ranks of the bitmap */
    const uint8_t *directory;  /* uint32 */
    const uint8_t *marks;
    const uint8_t *blocks;
    const uint8_t *end;
    int64_t form;
    int64_t n;                 /* postings */
    int64_t n_positions;
    int64_t n_docs;            /* of the segment */
    int64_t base;              /* its first document in the whole index */
    int64_t field;             /* which of the arrays of factors counts */
    int64_t is_exact;          /* whether the term is what was typed */
    double weight;             /* what an occurrence counts beside one as typed */
} list_t;

/* How far somebody who goes through a list in order has come. */
typedef struct {
    int64_t at;         /* posting */
    int64_t range;      /* form RANGES: a range and its first posting */
    int64_t range_from;
    int64_t word;       /* form BITMAP: a word and how many are before it */
    int64_t before;
    int64_t counted;    /* a posting and the number of its first position */
    int64_t position;
} cursor_t;

static inline uint32_t load32(const uint8_t *from, int64_t at)
{
    uint32_t value;
    memcpy(&value, from + 4 * at, 4);
    return value;
}

static inline uint16_t load16(const uint8_t *from, int64_t at)
{
    uint16_t value;
    memcpy(&value, from + 2 * at, 2);
    return value;
}

static inline uint64_t load64(const uint8_t *from, int64_t at)
{
    uint64_t value;
    memcpy(&value, from + 8 * at, 8);
    return value;
}

/* 57 bits or more from any bit on; `valid_bits` tells which. */
static inline uint64_t load_bits(const uint8_t *from, int64_t bit)
{
    uint64_t value;
    memcpy(&value, from + (bit >> 3), 8);
    return value >> (bit & 7);
}

static inline uint64_t valid_bits(int64_t bit) { return ~(uint64_t)0 >> (bit & 7); }

/* Where the set bit is before which there are n. */
static inline int64_t select_bit(uint64_t bits, int64_t n)
{
#ifdef __BMI2__
    return __builtin_ctzll(_pdep_u64((uint64_t)1 << n, bits));
#else
    while (n--) bits &= bits - 1;
    return __builtin_ctzll(bits);
#endif
}

/* The first place in numbers[from:to] that is not below `doc`: galloping, then halving. */
#define SEEK(NAME, LOAD)                                                            \
    static inline int64_t NAME(const uint8_t *numbers, int64_t from, int64_t to,    \
                               uint32_t doc)                                        \
    {                                                                               \
        int64_t step = 1, low = from, high = from;                                  \
        while (high < to && LOAD(numbers, high) < doc) {                            \
            low = high + 1;                                                         \
            high += step;                                                           \
            step <<= 1;                                                             \
        }                                                                           \
        if (high > to) high = to;                                                   \
        while (low < high) {                                                        \
            int64_t middle = (low + high) >> 1;                                     \
            if (LOAD(numbers, middle) < doc) low = middle + 1; else high = middle;  \
        }                                                                           \
        return low;                                                                 \
    }

SEEK(seek16, load16)
SEEK(seek32, load32)

/* Whether a document of the segment is in the list; the cursor is then at its
   posting. Documents are asked for in ascending order. */
static inline int find_doc(const list_t *list, cursor_t *cursor, uint32_t doc)
{
    switch (list->form) {
    case LIST:
        cursor->at = seek32(list->docs, cursor->at, list->n, doc);
        return cursor->at < list->n && load32(list->docs, cursor->at) == doc;
    case RANGES: {
        int64_t range = doc >> RANGE_BITS;
        while (cursor->range < range) {
            cursor->range_from += load32(list->counts, cursor->range++);
            cursor->at = cursor->range_from;
        }
        int64_t to = cursor->range_from + load32(list->counts, range);
        if (to > list->n) to = list->n;
        uint32_t low = doc & ((1 << RANGE_BITS) - 1);
        cursor->at = seek16(list->docs, cursor->at, to, low);
        return cursor->at < to && load16(list->docs, cursor->at) == low;
    }
    default: {
        int64_t word = doc >> 6;
        uint64_t bits = load64(list->docs, word);
        if (!(bits >> (doc & 63) & 1)) return 0;
        int64_t ranked = word & ~(int64_t)7;
        if (cursor->word < ranked) {
            cursor->word = ranked;
            cursor->before = load32(list->counts, doc >> RANK_BITS);
        }
        for (; cursor->word < word; cursor->word++)
            cursor->before += __builtin_popcountll(load64(list->docs, cursor->word));
        cursor->at = cursor->before + __builtin_popcountll(bits & (((uint64_t)1 << (doc & 63)) - 1));
        return cursor->at < list->n;
    }
    }
}

/* The number of the first position of the posting at the cursor; -1: damaged. */
static inline int64_t first_position(const list_t *list, cursor_t *cursor)
{
    int64_t block = cursor->at / BLOCK;
    if (cursor->counted > cursor->at || cursor->counted / BLOCK != block) {
        cursor->counted = block * BLOCK;
        cursor->position = block ? load32(list->directory, 2 * (block - 1)) : 0;
    }
    int64_t skipped = cursor->at - cursor->counted, position = cursor->position;
    for (int64_t from = position + 1; skipped;) {
        if (from >= list->n_positions) return -1;
        uint64_t bits = load_bits(list->marks, from) & valid_bits(from);
        int64_t n = __builtin_popcountll(bits);
        if (n >= skipped) {
            position = from + select_bit(bits, skipped - 1);
            break;
        }
        skipped -= n;
        from += 64 - (from & 7);
    }
    cursor->counted = cursor->at;
    cursor->position = position;
    return position < list->n_positions ? position : -1;
}

/* How many positions follow from the first one of a posting on. */
static inline int64_t count_positions(const list_t *list, int64_t position)
{
    int64_t next = position + 1;
    while (next < list->n_positions) {
        uint64_t bits = load_bits(list->marks, next) & valid_bits(next);
        if (bits) {
            next += __builtin_ctzll(bits);
            break;
        }
        next += 64 - (next & 7);
    }
    if (next > list->n_positions) next = list->n_positions;
    return next - position;
}

#endif
