/* How often documents have words, and what that is worth. */

#include "heap.h"
#include "lists.h"

/* The part of ascending wanted documents that is in the segment of a list. */
static void bounds_in_segment(const int64_t *wanted, int64_t n, const list_t *list,
                              int64_t *first, int64_t *last)
{
    int64_t ends[2] = {list->base, list->base + list->n_docs};
    for (int side = 0; side < 2; side++) {
        int64_t low = 0, high = n;
        while (low < high) {
            int64_t middle = (low + high) >> 1;
            if (wanted[middle] < ends[side]) low = middle + 1; else high = middle;
        }
        *(side ? last : first) = low;
    }
}

/* The wanted documents as a set that tells where among them one is. */
typedef struct {
    const int64_t *docs;   /* ascending */
    int64_t n;
    uint64_t *bits;        /* one a document of the whole index */
    uint32_t *ranks;       /* how many are before each 512 documents */
} wanted_t;

static void fill_wanted(wanted_t *wanted, int64_t n_docs)
{
    for (int64_t i = 0; i < wanted->n; i++)
        wanted->bits[wanted->docs[i] >> 6] |= (uint64_t)1 << (wanted->docs[i] & 63);
    uint32_t before = 0;
    for (int64_t word = 0; 64 * word < n_docs; word++) {
        if (!(word & 7)) wanted->ranks[word >> 3] = before;
        before += (uint32_t)__builtin_popcountll(wanted->bits[word]);
    }
}

static inline int64_t place_of(const wanted_t *wanted, int64_t doc)
{
    int64_t word = doc >> 6, place = wanted->ranks[doc >> RANK_BITS];
    for (int64_t w = word & ~(int64_t)7; w < word; w++)
        place += __builtin_popcountll(wanted->bits[w]);
    return place + __builtin_popcountll(wanted->bits[word] & (((uint64_t)1 << (doc & 63)) - 1));
}

typedef struct {
    const double *factors;
    double *freqs;
    double *weighted;
} sums_t;

/* Add the frequency of the posting at the cursor, which is of wanted[i]. */
static inline int64_t add_posting(const list_t *list, cursor_t *cursor, int64_t i,
                                  int64_t doc, sums_t sums)
{
    int64_t position = first_position(list, cursor);
    if (position < 0) return -1;
    double freq = (double)count_positions(list, position) * sums.factors[doc];
    sums.freqs[i] += freq;
    if (sums.freqs != sums.weighted) sums.weighted[i] += freq * list->weight;
    return 0;
}

enum { FEW = 4 };

/* Add how often each wanted document has the term of a list; -1: damaged. */
static int64_t add_list(const list_t *list, const wanted_t *wanted, sums_t sums)
{
    int64_t i, last;
    cursor_t cursor = {0};
    bounds_in_segment(wanted->docs, wanted->n, list, &i, &last);
    if (list->form == BITMAP || list->n > FEW * (last - i)) {
        for (; i < last; i++) {
            int64_t doc = wanted->docs[i];
            if (find_doc(list, &cursor, (uint32_t)(doc - list->base))
                && add_posting(list, &cursor, i, doc, sums) < 0)
                return -1;
        }
        return 0;
    }
    /* Few postings: they are looked for among the documents. */
    int64_t range = 0, to = list->form == RANGES ? load32(list->counts, 0) : list->n;
    int64_t n_ranges = (list->n_docs + (1 << RANGE_BITS) - 1) >> RANGE_BITS;
    for (; cursor.at < list->n; cursor.at++) {
        int64_t doc;
        if (list->form == RANGES) {
            while (cursor.at >= to) {
                if (++range == n_ranges) return -1;
                to += load32(list->counts, range);
            }
            doc = range << RANGE_BITS | load16(list->docs, cursor.at);
        } else {
            doc = load32(list->docs, cursor.at);
        }
        if (doc >= list->n_docs) return -1;
        doc += list->base;
        if (!(wanted->bits[doc >> 6] >> (doc & 63) & 1)) continue;
        if (add_posting(list, &cursor, place_of(wanted, doc), doc, sums) < 0) return -1;
    }
    return 0;
}

static int64_t add_lists(const list_t *lists, int64_t n_lists, const wanted_t *wanted,
                         const double *const *factors, double *freqs, double *weighted)
{
    for (int64_t i = 0; i < n_lists; i++)
        if (add_list(&lists[i], wanted, (sums_t){factors[lists[i].field], freqs, weighted}) < 0)
            return -1;
    return 0;
}

/* Add frequencies of the lists, each times the factor of its field. `bits` has a bit and
   `ranks` a number for 512 documents of the whole index, n_docs in all; they are 0. */
int64_t add_frequencies(const list_t *lists, int64_t n_lists, const int64_t *docs,
                        int64_t n_wanted, int64_t n_docs, uint64_t *bits, uint32_t *ranks,
                        const double *const *factors, double *freqs, double *weighted)
{
    wanted_t wanted = {docs, n_wanted, bits, ranks};
    fill_wanted(&wanted, n_docs);
    return add_lists(lists, n_lists, &wanted, factors, freqs, weighted);
}

void add_units(int32_t *units, const int32_t *docs, const int32_t *added, int64_t n)
{
    for (int64_t i = 0; i < n; i++) units[docs[i]] += added[i];
}

int64_t count_positive(const double *values, int64_t n)
{
    int64_t found = 0;
    for (int64_t i = 0; i < n; i++) found += values[i] > 0;
    return found;
}

static inline int32_t units_of(double freq, double weighted, double saturation,
                               double scale)
{
    double of = __builtin_nearbyint(weighted / (saturation + freq) * scale);
    of = of < 1 ? 1 : of;
    return freq > 0 ? (int32_t)of : 0;
}

void score(const double *freqs, const double *weighted, int64_t n, double saturation,
           double scale, int32_t *units)
{
    for (int64_t i = 0; i < n; i++)
        units[i] = units_of(freqs[i], weighted[i], saturation, scale);
}

/* Add what words give to wanted documents. Word w has the lists first_lists[w] to
   first_lists[w + 1]; `room` has 2 · n_wanted numbers; bits and ranks are as of
   `add_frequencies`. -1: a list is damaged. */
int64_t score_words(const list_t *lists, const int64_t *first_lists, int64_t n_words,
                    const int64_t *docs, int64_t n_wanted, int64_t n_docs, uint64_t *bits,
                    uint32_t *ranks, const double *const *factors, double saturation,
                    const double *scales, double *room, int32_t *units)
{
    wanted_t wanted = {docs, n_wanted, bits, ranks};
    fill_wanted(&wanted, n_docs);
    for (int64_t w = 0; w < n_words; w++) {
        const list_t *those = lists + first_lists[w];
        int64_t n_lists = first_lists[w + 1] - first_lists[w], is_alike = 1;
        for (int64_t i = 0; i < n_lists; i++) is_alike &= those[i].weight == 1.0;
        double *freqs = room, *weighted = is_alike ? room : room + n_wanted;
        memset(room, 0, sizeof(double) * (size_t)(is_alike ? n_wanted : 2 * n_wanted));
        if (add_lists(those, n_lists, &wanted, factors, freqs, weighted) < 0)
            return -1;
        for (int64_t i = 0; i < n_wanted; i++)
            units[i] += units_of(freqs[i], weighted[i], saturation, scales[w]);
    }
    return 0;
}

/* Give for each document which words it has, bit w for word w, and NONE where it is no
   match; counts[has] counts them. */
enum { NONE = 255 };

void tell_words(const uint8_t *is_match, const uint8_t *const *masks, int64_t n_words,
                int64_t n, uint8_t *has, int64_t *counts)
{
    for (int64_t i = 0; i < n; i++) has[i] = is_match[i] ? 0 : NONE;
    for (int64_t w = 0; w < n_words; w++)
        for (int64_t i = 0; i < n; i++) has[i] |= (uint8_t)(masks[w][i] << w);
    /* Four tables, for the same value often comes several times together. */
    int64_t of[4][256] = {{0}}, i = 0;
    for (; i + 4 <= n; i += 4)
        for (int64_t t = 0; t < 4; t++) of[t][has[i + t]]++;
    for (; i < n; i++) of[0][has[i]]++;
    for (i = 0; i < 256; i++) counts[i] = of[0][i] + of[1][i] + of[2][i] + of[3][i];
}

/* What a word gives a document at the cursors of its lists. */
static inline int64_t units_at(const list_t *lists, cursor_t *cursors, int64_t n_lists,
                               int64_t doc, const double *const *factors,
                               double saturation, double scale)
{
    double freq = 0, weighted = 0;
    for (int64_t i = 0; i < n_lists; i++) {
        const list_t *list = &lists[i];
        int64_t in_segment = doc - list->base;
        if (in_segment < 0 || in_segment >= list->n_docs) continue;
        if (!find_doc(list, &cursors[i], (uint32_t)in_segment)) continue;
        int64_t position = first_position(list, &cursors[i]);
        if (position < 0) return -1;
        double more = (double)count_positions(list, position) * factors[list->field][doc];
        freq += more;
        weighted += more * list->weight;
    }
    return units_of(freq, weighted, saturation, scale);
}

/* Score the documents that can be among the best n_wanted, those with the most words
   first. `has` is as of `tell_words`, `sets` are the values of it to go through, by
   descending bound; bounds[w] is more than word w can give. What is found, not in
   order, goes to docs and units: all that score as the last of the best, and others.
   Gives how many; -1: damaged. `heap` has n_wanted zeros. */
int64_t best_of_words(const uint8_t *has, int64_t n_docs, const uint8_t *sets,
                      int64_t n_sets, const list_t *lists, const int64_t *first_lists,
                      int64_t n_words, const double *const *factors, double saturation,
                      const double *scales, const int32_t *bounds, int64_t n_wanted,
                      cursor_t *cursors, int32_t *heap, int64_t *docs, int32_t *units)
{
    int64_t n_found = 0;
    for (int64_t s = 0; s < n_sets; s++) {
        int32_t of_set = 0;
        for (int64_t w = 0; w < n_words; w++) of_set += sets[s] >> w & 1 ? bounds[w] : 0;
        if (of_set < heap[0]) break;
        memset(cursors, 0, sizeof(cursor_t) * (size_t)first_lists[n_words]);
        for (const uint8_t *from = has; (from = memchr(from, sets[s], (size_t)(has + n_docs - from))); from++) {
            int64_t doc = from - has, sum = 0, left = of_set;
            for (int64_t w = 0; w < n_words && sum + left >= heap[0]; w++) {
                if (!(sets[s] >> w & 1)) continue;
                int64_t first = first_lists[w], n = first_lists[w + 1] - first;
                int64_t more = units_at(lists + first, cursors + first, n, doc, factors,
                                        saturation, scales[w]);
                if (more < 0) return -1;
                sum += more;
                left -= bounds[w];
            }
            if (sum + left < heap[0]) continue;
            docs[n_found] = doc;
            units[n_found++] = (int32_t)sum;
            keep_highest(heap, n_wanted, (int32_t)sum);
        }
    }
    return n_found;
}
