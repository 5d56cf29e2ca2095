/* Which documents have a term, and marks of documents. */

#include "lists.h"

/* Find the parts of a list; -1 where it is damaged. */
int64_t describe_list(const uint8_t *at, int64_t size, int64_t n, int64_t n_docs,
                      int64_t base, int64_t field, int64_t is_exact, double weight,
                      list_t *list)
{
    list->base = base;
    list->field = field;
    list->is_exact = is_exact;
    list->weight = weight;
    if (size < 4 || n < 1 || n > n_docs) return -1;
    uint32_t header = load32(at, 0);
    int64_t n_ranges = (n_docs + (1 << RANGE_BITS) - 1) >> RANGE_BITS;
    int64_t n_ranks = (n_docs + (1 << RANK_BITS) - 1) >> RANK_BITS;
    list->form = header & 3;
    list->n = n;
    list->n_docs = n_docs;
    list->n_positions = header >> 3;
    list->counts = at + 4;
    int64_t directory;
    switch (list->form) {
    case LIST:
        list->docs = at + 4;
        directory = 4 + 4 * n;
        break;
    case RANGES:
        list->docs = at + 4 + 4 * n_ranges;
        directory = 4 + 4 * n_ranges + ((2 * n + 3) & ~(int64_t)3);
        break;
    case BITMAP:
        list->docs = at + 4 + 4 * n_ranks;
        directory = 4 + 4 * n_ranks + 8 * ((n_docs + 63) / 64);
        break;
    default:
        return -1;
    }
    int64_t marks = directory + 8 * ((n + BLOCK - 1) / BLOCK - 1);
    int64_t blocks = marks + 2 * ((list->n_positions + 15) / 16);
    if (!(header & 4) || list->n_positions < n || blocks + 2 > size) return -1;
    list->directory = at + directory;
    list->marks = at + marks;
    list->blocks = at + blocks;
    list->end = at + size;
    return 0;
}

int64_t docs_of(const uint8_t *mask, int64_t n, int64_t *docs)
{
    int64_t found = 0, at = 0;
    for (; at + 8 <= n; at += 8) {
        uint64_t eight;
        memcpy(&eight, mask + at, 8);
        if (!eight) continue;
        for (int64_t i = at; i < at + 8; i++) { docs[found] = i; found += mask[i]; }
    }
    for (; at < n; at++) { docs[found] = at; found += mask[at]; }
    return found;
}

void mark(uint8_t *mask, const int32_t *docs, int64_t n)
{
    for (int64_t i = 0; i < n; i++) mask[docs[i]] = 1;
}

static int64_t mark_bitmap(uint8_t *mask, const list_t *list)
{
    for (int64_t word = 0; 64 * word < list->n_docs; word++) {
        uint64_t bits = load64(list->docs, word);
        int64_t left = list->n_docs - 64 * word;
        if (!bits) continue;
#ifdef __AVX512BW__
        if (left >= 64) {
            __m512i old = _mm512_loadu_si512(mask + 64 * word);
            old = _mm512_or_si512(old, _mm512_maskz_set1_epi8(bits, 1));
            _mm512_storeu_si512(mask + 64 * word, old);
            continue;
        }
#endif
        if (left < 64) {
            if (bits >> left) return -1;
            for (int64_t i = 0; i < left; i++) mask[64 * word + i] |= bits >> i & 1;
            continue;
        }
        for (int64_t byte = 0; byte < 8; byte++) {
            /* Each bit of a byte into a byte of its own. */
            uint64_t eight = bits >> (8 * byte) & 0xff, old;
            eight = ((eight & 0x7f) * 0x0002040810204081u & 0x0101010101010101u)
                    | (eight & 0x80) << 49;
            memcpy(&old, mask + 64 * word + 8 * byte, 8);
            old |= eight;
            memcpy(mask + 64 * word + 8 * byte, &old, 8);
        }
    }
    return 0;
}

/* Mark the documents of some lists; -1 where one is damaged. */
int64_t mark_lists(uint8_t *mask, const list_t *lists, int64_t n_lists)
{
    for (const list_t *list = lists; list < lists + n_lists; list++) {
        uint8_t *of_segment = mask + list->base;
        int64_t n_ranges = (list->n_docs + (1 << RANGE_BITS) - 1) >> RANGE_BITS;
        switch (list->form) {
        case LIST:
            for (int64_t i = 0; i < list->n; i++) {
                int64_t doc = load32(list->docs, i);
                if (doc >= list->n_docs) return -1;
                of_segment[doc] = 1;
            }
            break;
        case RANGES:
            for (int64_t range = 0, i = 0; range < n_ranges; range++) {
                int64_t to = i + load32(list->counts, range);
                if (to > list->n) return -1;
                for (; i < to; i++) {
                    int64_t doc = range << RANGE_BITS | load16(list->docs, i);
                    if (doc >= list->n_docs) return -1;
                    of_segment[doc] = 1;
                }
            }
            break;
        default:
            if (mark_bitmap(of_segment, list) < 0) return -1;
        }
    }
    return 0;
}
