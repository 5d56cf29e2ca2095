/* The inner loops of search over posting arrays.

   Each function does what the one of its name in plain.py does with NumPy,
   where it is explained; tests hold the two against each other. Nothing is
   allocated here and nothing is checked: callers pass arrays of the right types
   and lengths, and document numbers that are in range. */

#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Which source this was compiled from; the loader asks. */
const char *source_digest(void) { return SOURCE_DIGEST; }

typedef struct {
    int64_t docs;    /* int32_t *, ascending */
    int64_t starts;  /* int32_t *: where the positions of each document begin */
    int64_t ends;    /* int32_t * */
    int64_t marked;  /* uint16_t * or uint32_t * */
    int64_t n_docs;
    int64_t width;   /* of a position: 2 or 4 bytes */
    int64_t is_exact;
    int64_t cursor;  /* of this call's own use */
} term_t;

/* The first place in docs[from:n] that is not below doc: galloping, then halving. */
static inline int64_t seek(const int32_t *docs, int64_t from, int64_t n, int32_t doc)
{
    int64_t step = 1, low = from, high = from;
    while (high < n && docs[high] < doc) {
        low = high + 1;
        high += step;
        step <<= 1;
    }
    if (high > n) high = n;
    while (low < high) {
        int64_t middle = (low + high) >> 1;
        if (docs[middle] < doc) low = middle + 1; else high = middle;
    }
    return low;
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

void count_marked(const uint8_t *mask, const int32_t *values, int64_t n, int64_t *counts)
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

void count_rows(const uint8_t *mask, const int64_t *offsets, const int32_t *values,
                int64_t n, int64_t *counts)
{
    for (int64_t doc = 0; doc < n; doc++) {
        if (!mask[doc]) continue;
        for (int64_t at = offsets[doc]; at < offsets[doc + 1]; at++) counts[values[at]]++;
    }
}

void add_units(int32_t *units, const int32_t *docs, const int32_t *added, int64_t n)
{
    for (int64_t i = 0; i < n; i++) units[docs[i]] += added[i];
}

/* Forms of document numbers as in index/segments/postings.py. */
int64_t decode_list(const uint8_t *list, int64_t size, int64_t n_found, int64_t n_docs,
                    int32_t *docs, int32_t *bounds)
{
    uint32_t header;
    memcpy(&header, list, 4);
    int64_t at = 4;
    switch (header & 3) {
    case 0:
        if (at + 4 * n_found > size) return -1;
        memcpy(docs, list + at, 4 * n_found);
        at += 4 * n_found;
        break;
    case 1: {
        if (at + 4 * ((n_docs + 65535) >> 16) + 2 * n_found > size) return -1;
        int64_t n_ranges = (n_docs + 65535) >> 16, i = 0;
        const uint16_t *lows = (const uint16_t *)(list + at + 4 * n_ranges);
        for (int64_t range = 0; range < n_ranges; range++) {
            uint32_t n;
            memcpy(&n, list + at + 4 * range, 4);
            for (int64_t end = i + n; i < end && i < n_found; i++)
                docs[i] = (int32_t)(range << 16) + lows[i];
        }
        if (i != n_found) return -1;
        at += (4 * n_ranges + 2 * n_found + 3) & ~(int64_t)3;
        break;
    }
    default: {
        int64_t n_bytes = (n_docs + 7) / 8, found = 0;
        if (at + n_bytes > size) return -1;
        int64_t byte = 0;
        for (; byte + 8 <= n_bytes && found + 64 <= n_found; byte += 8) {
            uint64_t bits;
            memcpy(&bits, list + at + byte, 8);
            bits = __builtin_bswap64(bits);
            while (bits) {
                int lead = __builtin_clzll(bits);
                docs[found++] = (int32_t)(8 * byte + lead);
                bits ^= 0x8000000000000000u >> lead;
            }
        }
        for (; byte < n_bytes; byte++) {
            uint32_t bits = list[at + byte];
            while (bits) {
                int lead = __builtin_clz(bits) - 24;
                if (found == n_found) return -1;
                docs[found++] = (int32_t)(8 * byte + lead);
                bits &= ~(0x80u >> lead);
            }
        }
        if (found != n_found) return -1;
        at += (n_bytes + 3) & ~(int64_t)3;
    }
    }
    /* Other loops write where these numbers say, so none may be out of range. */
    int32_t before = -1, is_bad = 0;
    for (int64_t i = 0; i < n_found; i++) {
        is_bad |= docs[i] <= before;
        before = docs[i];
    }
    if (is_bad || before >= n_docs || at > size) return -1;
    int64_t n_positions, found = 0;
    if (header & 4) {
        const uint32_t *marked = (const uint32_t *)(list + at);
        n_positions = (size - at) / 4;
        for (int64_t i = 0; i < n_positions && found <= n_found; i++) {
            bounds[found] = (int32_t)i;
            found += marked[i] >> 31;
        }
    } else {
        const uint16_t *marked = (const uint16_t *)(list + at);
        n_positions = (size - at) / 2;
        int64_t i = 0;
#ifdef __SSE2__
        for (; i + 16 <= n_positions && found + 16 <= n_found; i += 16) {
            __m128i low = _mm_loadu_si128((const __m128i *)(marked + i));
            __m128i high = _mm_loadu_si128((const __m128i *)(marked + i + 8));
            uint32_t bits = (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(low, high));
            while (bits) {
                bounds[found++] = (int32_t)i + __builtin_ctz(bits);
                bits &= bits - 1;
            }
        }
#endif
        for (; i < n_positions && found <= n_found; i++) {
            bounds[found] = (int32_t)i;
            found += marked[i] >> 15;
        }
    }
    if (found != n_found || bounds[0] != 0) return -1;
    bounds[n_found] = (int32_t)n_positions;
    return at;
}

void add_frequencies(const int32_t *docs, const int32_t *starts, const int32_t *ends,
                     int64_t n, const double *factors, double weight, double *freqs,
                     double *weighted)
{
    if (freqs == weighted)
        for (int64_t i = 0; i < n; i++)
            freqs[docs[i]] += (ends[i] - starts[i]) * factors[docs[i]];
    else
        for (int64_t i = 0; i < n; i++) {
            double freq = (ends[i] - starts[i]) * factors[docs[i]];
            freqs[docs[i]] += freq;
            weighted[docs[i]] += freq * weight;
        }
}

void gather_frequencies(const int64_t *wanted, int64_t n_wanted, const int32_t *docs,
                        const int32_t *starts, const int32_t *ends, int64_t n,
                        const double *factors, double weight, double *freqs,
                        double *weighted)
{
    int64_t at = 0;
    for (int64_t i = 0; i < n_wanted; i++) {
        at = seek(docs, at, n, (int32_t)wanted[i]);
        if (at == n) return;
        if (docs[at] != wanted[i]) continue;
        double freq = (ends[at] - starts[at]) * factors[wanted[i]];
        freqs[i] += freq;
        if (freqs != weighted) weighted[i] += freq * weight;
    }
}

int64_t count_positive(const double *values, int64_t n)
{
    int64_t found = 0;
    for (int64_t i = 0; i < n; i++) found += values[i] > 0;
    return found;
}

void score(const double *freqs, const double *weighted, int64_t n, double saturation,
           double scale, int32_t *units)
{
    for (int64_t i = 0; i < n; i++) {
        double of = __builtin_nearbyint(weighted[i] / (saturation + freqs[i]) * scale);
        units[i] = freqs[i] > 0 ? (of < 1 ? 1 : (int32_t)of) : 0;
    }
}

/* Collect the positions of a word in a document, ascending: a position above a
   bit that tells whether it is spelled as typed. */
static int64_t positions_of(term_t *terms, int64_t n_terms, int32_t doc, uint64_t *out,
                            int64_t room)
{
    int64_t n = 0, n_parts = 0;
    for (int64_t t = 0; t < n_terms; t++) {
        term_t *term = &terms[t];
        const int32_t *docs = (const int32_t *)term->docs;
        term->cursor = seek(docs, term->cursor, term->n_docs, doc);
        if (term->cursor == term->n_docs || docs[term->cursor] != doc) continue;
        int64_t start = ((const int32_t *)term->starts)[term->cursor];
        int64_t end = ((const int32_t *)term->ends)[term->cursor];
        if (n + end - start > room) return -1;
        for (int64_t i = start; i < end; i++) {
            uint64_t position = term->width == 2
                ? ((const uint16_t *)term->marked)[i] & 0x7fff
                : ((const uint32_t *)term->marked)[i] & 0x7fffffff;
            out[n++] = position << 1 | (uint64_t)term->is_exact;
        }
        n_parts++;
    }
    if (n_parts > 1) /* Few and nearly in order. */
        for (int64_t i = 1; i < n; i++) {
            uint64_t value = out[i];
            int64_t j = i;
            while (j && out[j - 1] > value) { out[j] = out[j - 1]; j--; }
            out[j] = value;
        }
    return n;
}

/* first_terms[w] : first_terms[w + 1] are the terms of word w. The buffer has room
   for `room` positions, twice. Gives -1 where a document has more, before anything
   of it was added; from says with which of the wanted to begin. */
int64_t add_rows(const int64_t *wanted, int64_t from, int64_t n_wanted, term_t *terms,
                 const int64_t *first_terms, int64_t n_words, uint64_t *buffer,
                 int64_t room, const double *factors, double weight, double *freqs,
                 double *weighted)
{
    uint64_t *here = buffer, *next = buffer + room;
    for (int64_t i = from; i < n_wanted; i++) {
        int32_t doc = (int32_t)wanted[i];
        int64_t n = positions_of(terms, first_terms[1], doc, here, room);
        if (n < 0) return i;
        for (int64_t w = 1; w < n_words && n; w++) {
            int64_t m = positions_of(terms + first_terms[w],
                                     first_terms[w + 1] - first_terms[w], doc, next, room);
            if (m < 0) return i;
            int64_t kept = 0, b = 0;
            for (int64_t a = 0; a < n; a++) {
                uint64_t after = (here[a] >> 1) + (uint64_t)w;
                while (b < m && next[b] >> 1 < after) b++;
                if (b < m && next[b] >> 1 == after)
                    here[kept++] = here[a] & ~(uint64_t)(1 ^ (next[b] & 1));
            }
            n = kept;
        }
        if (!n) continue;
        int64_t n_exact = 0;
        for (int64_t a = 0; a < n; a++) n_exact += here[a] & 1;
        double factor = factors[doc];
        freqs[i] += (double)n * factor;
        if (freqs != weighted)
            weighted[i] += ((double)n * weight + (double)n_exact * (1 - weight)) * factor;
    }
    return n_wanted;
}
