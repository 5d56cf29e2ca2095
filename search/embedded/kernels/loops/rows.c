/* Where words follow each other. */

#include "positions.h"

/* Count the positions of one term that another's follow. */
static inline int64_t count_followed(const uint32_t *first, int64_t n_first,
                                     const uint32_t *second, int64_t n_second)
{
    int64_t found = 0;
    for (int64_t i = 0, j = 0; i < n_first && j < n_second;) {
        uint32_t after = first[i] + 1;
        found += after == second[j];
        int64_t is_low = after <= second[j];
        j += second[j] <= after;
        i += is_low;
    }
    return found;
}

static inline int has_bit(const uint64_t *bits, int64_t at)
{
    return (int)(bits[at >> 6] >> (at & 63) & 1);
}

/* Set the bits of the documents of a list; -1: damaged. */
static int64_t set_bits(const list_t *list, uint64_t *bits)
{
    int64_t n_ranges = (list->n_docs + (1 << RANGE_BITS) - 1) >> RANGE_BITS;
    int64_t n_words = list->form == BITMAP ? (list->n_docs + 63) / 64 : 0;
    int64_t range = 0, to = list->form == RANGES ? load32(list->counts, 0) : list->n;
    for (int64_t i = 0; list->form != BITMAP && i < list->n; i++) {
        int64_t doc;
        if (list->form == RANGES) {
            while (i >= to) {
                if (++range == n_ranges) return -1;
                to += load32(list->counts, range);
            }
            doc = range << RANGE_BITS | load16(list->docs, i);
        } else {
            doc = load32(list->docs, i);
        }
        if (doc >= list->n_docs) return -1;
        bits[(list->base + doc) >> 6] |= (uint64_t)1 << ((list->base + doc) & 63);
    }
    for (int64_t word = 0; word < n_words; word++)
        for (uint64_t left = load64(list->docs, word); left; left &= left - 1) {
            int64_t doc = 64 * word + __builtin_ctzll(left);
            if (doc >= list->n_docs) return -1;
            bits[(list->base + doc) >> 6] |= (uint64_t)1 << ((list->base + doc) & 63);
        }
    return 0;
}

/* Tell which documents have the rarest word: most of the wanted ones have a row's words
   in the other field. 0: that does not pay; -1: damaged. */
static int64_t mark_rarest(const list_t *lists, const int64_t *first_lists, int64_t n_words,
                           int64_t n_wanted, uint64_t *bits)
{
    int64_t rarest = -1, least = n_wanted / 2;
    for (int64_t w = 0; w < n_words; w++) {
        int64_t n = 0;
        for (int64_t i = first_lists[w]; i < first_lists[w + 1]; i++) n += lists[i].n;
        if (n < least) { least = n; rarest = w; }
    }
    if (rarest < 0) return 0;
    for (int64_t i = first_lists[rarest]; i < first_lists[rarest + 1]; i++)
        if (set_bits(&lists[i], bits) < 0) return -1;
    return 1;
}

/* Two words of one term each, as most pairs are. As `add_rows`, but gives -2 where
   a document has many positions, having added what is before it. `bits` tells which
   documents may have both, if it is there. */
static int64_t add_pairs(const int64_t *wanted, int64_t *from, int64_t n_wanted,
                         const uint64_t *bits, const list_t *lists, reader_t *readers,
                         const double *factors, double weight, double *freqs,
                         double *weighted)
{
    const list_t *one = &lists[0], *other = &lists[1];
    double of_one = one->is_exact && other->is_exact ? 1.0 : weight;
    uint32_t first[MANY], second[MANY];
    int64_t n_seen = 0, n_found = 0;
    for (; *from < n_wanted; ++*from) {
        int64_t i = *from, doc = wanted[i] - one->base, at, after, n, m;
        if (bits && !has_bit(bits, wanted[i])) continue;
        if (doc < 0 || doc >= one->n_docs) continue;
        if (!find_doc(one, &readers[0].cursor, (uint32_t)doc)) continue;
        if (!find_doc(other, &readers[1].cursor, (uint32_t)doc)) continue;
        if ((n = find_positions(one, &readers[0], &at)) < 0) return -1;
        if ((m = find_positions(other, &readers[1], &after)) < 0) return -1;
        if (n > MANY || m > MANY) return -2;
        int64_t found = count_lanes(&readers[0].block, at, n, &readers[1].block, after, m);
        /* Asking first pays where most answers are no. */
        if (found < 0 && 2 * n_found <= n_seen
            && !may_follow(&readers[0].block, at, n, &readers[1].block, after, m))
            found = 0;
        if (found < 0) {
            if (unpack(&readers[0].block, at, n, first) < 0) return -1;
            if (unpack(&readers[1].block, after, m, second) < 0) return -1;
            found = count_followed(first, n, second, m);
        }
        n_seen++;
        if (!found) continue;
        n_found++;
        freqs[i] += (double)found * factors[wanted[i]];
        if (freqs != weighted)
            weighted[i] += ((double)found * weight
                            + (double)(of_one == 1.0 ? found : 0) * (1 - weight))
                           * factors[wanted[i]];
    }
    return 0;
}

/* A posting: its list, the number of its first position in the block, how many it has. */
typedef struct {
    int64_t list, at, n;
} posting_t;

enum { N_POSTINGS = 12, MAX_WORDS = 8 };

/* What is known of the words of a row in one document: n[w] is -1 where nothing is yet. */
typedef struct {
    int64_t n[MAX_WORDS];
    posting_t of[MAX_WORDS][N_POSTINGS];
} in_document_t;

/* Find the postings of a word; -1: damaged; -2: too many, or one is too long. */
static int64_t find_postings(const list_t *lists, reader_t *readers, int64_t from,
                             int64_t to, int64_t doc, posting_t *out)
{
    int64_t n_found = 0;
    for (int64_t i = from; i < to; i++) {
        int64_t in_segment = doc - lists[i].base, at, n;
        if (in_segment < 0 || in_segment >= lists[i].n_docs) continue;
        if (!find_doc(&lists[i], &readers[i].cursor, (uint32_t)in_segment)) continue;
        if ((n = find_positions(&lists[i], &readers[i], &at)) < 0) return -1;
        if (n > MANY || n_found == N_POSTINGS) return -2;
        out[n_found++] = (posting_t){i, at, n};
    }
    return n_found;
}

/* Count how often one of some postings is followed by one of others, and in *n_exact
   where both are as typed. -1: not to be told so, but it may be. */
static int64_t count_between(const list_t *lists, const reader_t *readers,
                             const posting_t *ones, int64_t n_ones,
                             const posting_t *others, int64_t n_others, int64_t *n_exact)
{
    int64_t found = 0, is_unknown = 0;
    *n_exact = 0;
    for (const posting_t *one = ones; one < ones + n_ones; one++) {
        for (const posting_t *other = others; other < others + n_others; other++) {
            const block_t *first = &readers[one->list].block;
            const block_t *second = &readers[other->list].block;
            int64_t n = count_lanes(first, one->at, one->n, second, other->at, other->n);
            if (n < 0) {
                n = 0;
                is_unknown |= may_follow(first, one->at, one->n, second, other->at, other->n);
            }
            found += n;
            if (lists[one->list].is_exact && lists[other->list].is_exact) *n_exact += n;
        }
    }
    return is_unknown ? -1 : found;
}

/* Count a row by its neighbours alone, those that are rarest first: 0 where two of them
   are nowhere together, and what is exact for two words; -1: damaged; -2: its positions
   have to be looked at. */
static int64_t count_by_pairs(const list_t *lists, const int64_t *first_lists,
                              int64_t n_words, int64_t rarest, reader_t *readers,
                              int64_t doc, int64_t *n_exact)
{
    in_document_t here;
    for (int64_t w = 0; w < n_words; w++) here.n[w] = -1;
    for (int64_t step = 0; step < n_words - 1; step++) {
        int64_t pair = step == 0 ? rarest : step <= rarest ? step - 1 : step;
        for (int64_t w = pair; w <= pair + 1; w++) {
            if (here.n[w] >= 0) continue;
            int64_t n = find_postings(lists, readers, first_lists[w], first_lists[w + 1], doc,
                                      here.of[w]);
            if (n <= 0) return n;
            here.n[w] = n;
        }
        int64_t found = count_between(lists, readers, here.of[pair], here.n[pair],
                                      here.of[pair + 1], here.n[pair + 1], n_exact);
        if (!found || (n_words == 2 && found > 0)) return found;
    }
    return -2;
}

/* Which two neighbours are rarest, as far as their occurrences tell. */
static int64_t find_rarest(const list_t *lists, const int64_t *first_lists, int64_t n_words)
{
    double before = 0, least = 0;
    int64_t rarest = 0;
    for (int64_t w = 0; w < n_words; w++) {
        double n = 0;
        for (int64_t i = first_lists[w]; i < first_lists[w + 1]; i++)
            n += (double)lists[i].n_positions;
        if (w == 1 || (w > 1 && before * n < least)) {
            least = before * n;
            rarest = w - 1;
        }
        before = n;
    }
    return rarest;
}

/* Add how often words follow each other in the wanted documents from number `from`
   on. Word w has the lists first_lists[w] to first_lists[w + 1], all of one field.
   `buffer` has room for `room` positions, twice; `bits` has one a document of the whole
   index, all 0 where `from` is 0, and what is there now where it is not. Gives the number of the first
   wanted document that was not done for want of room, n_wanted where there is none;
   -1: damaged. */
int64_t add_rows(const int64_t *wanted, int64_t from, int64_t n_wanted,
                 const list_t *lists, const int64_t *first_lists, int64_t n_words,
                 reader_t *readers, uint64_t *bits, uint64_t *buffer, int64_t room,
                 const double *factors, double weight, double *freqs, double *weighted)
{
    uint64_t *here = buffer, *next = buffer + room;
    memset(readers, 0, sizeof(reader_t) * (size_t)first_lists[n_words]);
    int is_row = 2 <= n_words && n_words <= MAX_WORDS;
    int64_t rarest = is_row ? find_rarest(lists, first_lists, n_words) : 0;
    int is_pair = n_words == 2 && first_lists[2] == 2 && lists[0].base == lists[1].base;
    int64_t is_marked = mark_rarest(lists, first_lists, n_words, n_wanted, bits);
    if (is_marked < 0) return -1;
    if (!is_marked) bits = NULL;
    for (int64_t i = from; i < n_wanted; i++) {
        if (is_pair) {
            int64_t done = add_pairs(wanted, &i, n_wanted, bits, lists, readers, factors,
                                     weight, freqs, weighted);
            if (done != -2) return done < 0 ? -1 : n_wanted;
        }
        int64_t doc = wanted[i], n_exact = 0;
        if (bits && !has_bit(bits, doc)) continue;
        int64_t n = is_row ? count_by_pairs(lists, first_lists, n_words, rarest, readers, doc,
                                            &n_exact) : -2;
        if (n == -1) return -1;
        int is_counted = n >= 0;
        if (!is_counted) {
            n = positions_of(lists, readers, first_lists[1], doc, here, room);
            if (n < 0) return n == -1 ? -1 : i;
        }
        for (int64_t w = 1; w < n_words && n && !is_counted; w++) {
            int64_t first = first_lists[w];
            int64_t m = positions_of(lists + first, readers + first,
                                     first_lists[w + 1] - first, doc, next, room);
            if (m < 0) return m == -1 ? -1 : i;
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
        if (!is_counted) {
            n_exact = 0;
            for (int64_t a = 0; a < n; a++) n_exact += here[a] & 1;
        }
        double factor = factors[doc];
        freqs[i] += (double)n * factor;
        if (freqs != weighted)
            weighted[i] += ((double)n * weight + (double)n_exact * (1 - weight)) * factor;
    }
    return n_wanted;
}
