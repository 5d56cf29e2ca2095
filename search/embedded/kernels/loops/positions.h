/* Where words stand in documents: positions read from lists, and which of them may
   follow which, told without unpacking them. */

#ifndef TRACUU_POSITIONS_H
#define TRACUU_POSITIONS_H

#include <stdlib.h>

#include "lists.h"

/* Compilers make of such loops what gathers, which is slower than plain loads. */
#if defined(__GNUC__) && !defined(__clang__)
#define SCALAR __attribute__((optimize("no-tree-vectorize")))
#else
#define SCALAR
#endif

/* A block of positions, found once for all its postings. */
typedef struct {
    int64_t number;          /* of the block, from 1; 0: none was found yet */
    int64_t from, to;        /* numbers of its first position and of the one after it */
    const uint8_t *packed;
    const uint8_t *places;   /* of the exceptions */
    int64_t n_exceptions;
    uint32_t width;
} block_t;

/* One list and how far somebody has come in it. */
typedef struct {
    cursor_t cursor;
    block_t block;
} reader_t;

/* native.py makes room for these. */
_Static_assert(sizeof(list_t) == 14 * 8, "the size of list_t is in native.py");
_Static_assert(sizeof(reader_t) == 112, "the size of reader_t is in native.py");

static int64_t find_block(const list_t *list, block_t *found, int64_t block)
{
    int64_t n_blocks = (list->n + BLOCK - 1) / BLOCK, place = 0;
    found->from = 0;
    found->to = list->n_positions;
    if (block) {
        found->from = load32(list->directory, 2 * (block - 1));
        place = load32(list->directory, 2 * (block - 1) + 1);
    }
    if (block + 1 < n_blocks) found->to = load32(list->directory, 2 * block);
    const uint8_t *head = list->blocks + 2 * place;
    if (found->from >= found->to || head + 2 > list->end) return -1;
    found->width = load16(head, 0) & ((1 << WIDTH_BITS) - 1);
    found->n_exceptions = load16(head, 0) >> WIDTH_BITS;
    found->packed = head + 2;
    int64_t n_bits = (found->to - found->from) * found->width;
    found->places = found->packed + 2 * ((n_bits + 15) / 16);
    if (found->width < 1 || found->width > 32
        || found->places + 6 * found->n_exceptions > list->end)
        return -1;
    found->number = block + 1;
    return 0;
}

/* Find the positions of the posting at the cursor: the number of the first in its
   block. Gives how many there are; -1: damaged. */
static inline int64_t find_positions(const list_t *list, reader_t *reader, int64_t *first)
{
    int64_t position = first_position(list, &reader->cursor);
    if (position < 0) return -1;
    int64_t n = count_positions(list, position), block = reader->cursor.at / BLOCK;
    if (reader->block.number != block + 1 && find_block(list, &reader->block, block) < 0)
        return -1;
    if (position < reader->block.from || position + n > reader->block.to) return -1;
    *first = position - reader->block.from;
    return n;
}

/* Unpack positions of a block; -1: damaged. */
SCALAR static int64_t unpack(const block_t *block, int64_t first, int64_t n, uint32_t *out)
{
    uint64_t highest = ((uint64_t)1 << block->width) - 1;
    int64_t bit = first * block->width, n_highest = 0;
    for (int64_t i = 0; i < n; i++, bit += block->width) {
        out[i] = (uint32_t)(load_bits(block->packed, bit) & highest);
        n_highest += out[i] == highest;
    }
    for (int64_t i = 0, at = 0; n_highest; i++) {
        if (out[i] != highest) continue;
        at = seek16(block->places, at, block->n_exceptions, (uint32_t)(first + i));
        if (at == block->n_exceptions) return -1;
        memcpy(&out[i], block->places + 2 * block->n_exceptions + 4 * at, 4);
        n_highest--;
    }
    return 0;
}

/* Collect the positions of the posting at the cursor: each above a bit that tells
   whether the term is what was typed. Gives how many; -1: damaged; -2: no room. */
static int64_t positions_at(const list_t *list, reader_t *reader, uint64_t *out,
                            int64_t room)
{
    int64_t first, n = find_positions(list, reader, &first);
    if (n < 0 || n > room) return n < 0 ? -1 : -2;
    uint32_t some[256];
    for (int64_t done = 0; done < n; done += 256) {
        int64_t m = n - done < 256 ? n - done : 256;
        if (unpack(&reader->block, first + done, m, some) < 0) return -1;
        for (int64_t i = 0; i < m; i++)
            out[done + i] = (uint64_t)some[i] << 1 | (uint64_t)list->is_exact;
    }
    return n;
}

enum { FEW_TO_SORT = 32 };

static int by_value(const void *one, const void *other)
{
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return (a > b) - (a < b);
}

/* The same of all terms of a word, ascending; 0 where the document has none. */
static int64_t positions_of(const list_t *lists, reader_t *readers, int64_t n_lists,
                            int64_t doc, uint64_t *out, int64_t room)
{
    int64_t n = 0, n_parts = 0;
    for (int64_t i = 0; i < n_lists; i++) {
        int64_t in_segment = doc - lists[i].base;
        if (in_segment < 0 || in_segment >= lists[i].n_docs) continue;
        if (!find_doc(&lists[i], &readers[i].cursor, (uint32_t)in_segment)) continue;
        int64_t more = positions_at(&lists[i], &readers[i], out + n, room - n);
        if (more < 0) return more;
        n += more;
        n_parts++;
    }
    if (n_parts > 1 && n > FEW_TO_SORT)
        qsort(out, (size_t)n, sizeof *out, by_value);
    else if (n_parts > 1)
        for (int64_t i = 1; i < n; i++) {
            uint64_t value = out[i];
            int64_t j = i;
            while (j && out[j - 1] > value) { out[j] = out[j - 1]; j--; }
            out[j] = value;
        }
    return n;
}

enum { MANY = 128, N_WORDS = 8 };

#if defined(__AVX512BW__) && defined(__AVX512VBMI__)
enum { LANES = 16, MAX_VECTOR_WIDTH = 24 };

/* Unpack up to 16 positions; the lanes that are left have `none`. */
static inline __m512i unpack_lanes(const block_t *block, int64_t first, int64_t n,
                                   uint32_t none, __mmask16 *is_exception)
{
    int64_t bit = first * block->width;
    const uint8_t *from = block->packed + (bit >> 3);
    uint64_t n_bytes = (uint64_t)((bit & 7) + n * block->width + 7) / 8;
    __m512i content = _mm512_maskz_loadu_epi8(~(uint64_t)0 >> (64 - n_bytes), from);
    __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    __m512i width = _mm512_set1_epi32((int)block->width);
    __m512i at = _mm512_add_epi32(_mm512_mullo_epi32(lane, width),
                                  _mm512_set1_epi32((int)(bit & 7)));
    /* The four bytes that hold each, moved to its lane, then shifted. */
    __m512i bytes = _mm512_mullo_epi32(_mm512_srli_epi32(at, 3),
                                       _mm512_set1_epi32(0x01010101));
    bytes = _mm512_add_epi32(bytes, _mm512_set1_epi32(0x03020100));
    __m512i values = _mm512_permutexvar_epi8(bytes, content);
    values = _mm512_srlv_epi32(values, _mm512_and_si512(at, _mm512_set1_epi32(7)));
    __m512i highest = _mm512_set1_epi32((int)(((uint32_t)1 << block->width) - 1));
    values = _mm512_and_si512(values, highest);
    __mmask16 is_lane = (__mmask16)(0xffff >> (LANES - n));
    *is_exception |= _mm512_mask_cmpeq_epi32_mask(is_lane, values, highest);
    return _mm512_mask_blend_epi32(is_lane, _mm512_set1_epi32((int)none), values);
}

/* Count the positions of one posting that another's follow; -1: not to be told so. */
static int64_t count_lanes(const block_t *one, int64_t first, int64_t n,
                           const block_t *other, int64_t second, int64_t m)
{
    if (one->width > MAX_VECTOR_WIDTH || other->width > MAX_VECTOR_WIDTH) return -1;
    int64_t found = 0;
    __mmask16 is_exception = 0;
    for (int64_t i = 0; i < n; i += LANES) {
        int64_t n_here = n - i < LANES ? n - i : LANES;
        __m512i here = unpack_lanes(one, first + i, n_here, 0xfffffffd, &is_exception);
        here = _mm512_add_epi32(here, _mm512_set1_epi32(1));
        for (int64_t j = 0; j < m; j += LANES) {
            int64_t m_here = m - j < LANES ? m - j : LANES;
            __m512i next = unpack_lanes(other, second + j, m_here, 0xffffffff, &is_exception);
            __mmask16 is_followed = 0;
#ifdef __AVX512VP2INTERSECT__
            __mmask16 follows;
            _mm512_2intersect_epi32(here, next, &is_followed, &follows);
#else
            if (m_here <= n_here)
                for (int64_t l = 0; l < m_here; l++)
                    is_followed |= _mm512_cmpeq_epi32_mask(
                        here, _mm512_permutexvar_epi32(_mm512_set1_epi32((int)l), next));
            else
                for (int64_t l = 0; l < n_here; l++)
                    is_followed |= _mm512_cmpeq_epi32_mask(
                        next, _mm512_permutexvar_epi32(_mm512_set1_epi32((int)l), here));
#endif
            found += __builtin_popcount(is_followed);
        }
    }
    return is_exception ? -1 : found;
}
#else
static int64_t count_lanes(const block_t *one, int64_t first, int64_t n,
                           const block_t *other, int64_t second, int64_t m)
{
    (void)one; (void)first; (void)n; (void)other; (void)second; (void)m;
    return -1;
}
#endif

/* Whether a position of one posting may be right before one of another: false
   only where none is. Each position of the second sets one of 512 bits. */
SCALAR static int may_follow(const block_t *one, int64_t first, int64_t n,
                             const block_t *other, int64_t second, int64_t m)
{
    uint64_t bits[N_WORDS] = {0}, is_there = 0, is_exception = 0;
    uint64_t highest = ((uint64_t)1 << other->width) - 1;
    for (int64_t j = 0, bit = second * other->width; j < m; j++, bit += other->width) {
        uint64_t value = load_bits(other->packed, bit) & highest;
        is_exception |= value == highest;
        bits[value >> 6 & (N_WORDS - 1)] |= (uint64_t)1 << (value & 63);
    }
    highest = ((uint64_t)1 << one->width) - 1;
    for (int64_t i = 0, bit = first * one->width; i < n; i++, bit += one->width) {
        uint64_t value = load_bits(one->packed, bit) & highest;
        is_exception |= value == highest;
        value++;
        is_there |= bits[value >> 6 & (N_WORDS - 1)] >> (value & 63);
    }
    return (is_there | is_exception) & 1;
}

#endif
