/* The inner loops of snippets: where a query's words stand, which window says most.

   `look` does for most texts and queries what occurrences.py and passages.py do for
   all of them; what is meant is said there, and tests hold the two together. What
   would need more than letters (numbers, prefixes, unusual characters) is left to
   these, as is what has no room here. Called with Python's lock held, so that what
   is static belongs to one caller. */

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Which source this was compiled from; the loader asks. */
const char *source_digest(void) { return SOURCE_DIGEST; }

enum {
    LONGEST = 16,          /* letters of a word */
    N_NEEDLES = 64, N_SPELLINGS = 160, N_SOUGHT = 24, N_FEATURES = 64,
    N_KNOWN = 0x2200,      /* code points that are folded */
    N_TEXT = 1 << 17, N_FOUND = 1024,
    WINDOW = 200, CLOSE = 40,
    LEFT = -1              /* to the slow path */
};
static const double WHOLE = 1000;

typedef struct {
    int64_t n_letters;
    int64_t first;         /* its first spelling; -1: none is known */
    uint8_t letters[LONGEST];
} needle_t;

typedef struct {
    int64_t next;          /* another one of the same needle; -1: none */
    uint64_t words;        /* bit n: it is the sought word n */
    uint64_t exact;        /* those that were typed so */
    uint64_t places;       /* bit s: it may stand at place s of the sought phrases */
    uint32_t letters[LONGEST];
} spelling_t;

typedef struct {
    int64_t answers;       /* bit t: the typed thing t */
    uint64_t features;     /* bit f: typed things, then pairs */
    uint64_t beside[N_SOUGHT];  /* features of this one with another right after */
    int64_t first_place;   /* of a phrase: its places in `spelling_t` */
    int64_t n_words;
} sought_t;

typedef struct {
    int64_t n_needles, n_sought, n_features, has_marks;
    uint64_t by_letter[128];    /* bit n: needle n begins with it */
    double sizes[N_FEATURES];   /* of each feature, in words */
    needle_t needles[N_NEEDLES];
    sought_t sought[N_SOUGHT];
    spelling_t spellings[N_SPELLINGS];
} plan_t;

int64_t plan_size(void) { return sizeof(plan_t); }

typedef struct { int32_t start, end, first, last, sought, is_exact; } found_t;
typedef struct { int32_t start, end, spelling, position; } event_t;
typedef struct { int32_t start, end; uint64_t features; } item_t;

static uint8_t folded[N_TEXT + 4];
static event_t events[N_FOUND];
static found_t found[N_FOUND];
static item_t items[2 * N_FOUND];
static uint8_t is_likely[N_FOUND];
static int32_t windows[2 * N_FOUND][2];

static inline int is_digit(uint8_t c) { return c >= '0' && c <= '9'; }

static int needle_of(const plan_t *plan, const uint8_t *word, int64_t n)
{
    uint64_t some = plan->by_letter[word[0]];
    for (; some; some &= some - 1) {
        int at = __builtin_ctzll(some);
        if (plan->needles[at].n_letters == n && !memcmp(plan->needles[at].letters, word, n))
            return at;
    }
    return -1;
}

/* Lists the words; unknown spellings go to `unknown` as ranges, and their number
   into `n_unknown`. */
static int64_t read_words(const plan_t *plan, const uint8_t *fold, const uint32_t *text,
                          int64_t n, int32_t *unknown, int64_t *n_unknown)
{
    if (n > N_TEXT) return LEFT;
    uint8_t *at = folded + 2;
    folded[0] = folded[1] = ' ';
    for (int64_t i = 0; i < n; i++) {
        if (text[i] >= N_KNOWN || fold[text[i]] == '?') return LEFT;
        at[i] = fold[text[i]];
    }
    at[n] = at[n + 1] = ' ';
    int64_t n_events = 0, start = 0, reached = 0, position = 0;
    while (1) {
        while (start < n && at[start] == ' ') start++;
        if (start >= n) return n_events;
        int64_t end = start + 1;
        while (at[end] != ' ') end++;
        int which = needle_of(plan, at + start, end - start);
        if (which < 0) {
            /* A unit close after a number is a word, in the eyes of the slow path. */
            if (is_digit(at[start]) && is_digit(at[start - 2])) {
                int64_t unit = start;
                while (is_digit(at[unit])) unit++;
                if (unit < end && needle_of(plan, at + unit, end - unit) >= 0) return LEFT;
            }
            start = end;
            continue;
        }
        int64_t length = end - start, spelling = plan->needles[which].first;
        while (spelling >= 0) {
            const uint32_t *letters = plan->spellings[spelling].letters;
            if (!memcmp(letters, text + start, 4 * length)) break;
            spelling = plan->spellings[spelling].next;
        }
        if (n_events == N_FOUND) return LEFT;
        if (spelling < 0) {
            unknown[2 * *n_unknown] = start;
            unknown[2 * *n_unknown + 1] = end;
            ++*n_unknown;
        }
        int is_next = n_events > 0;
        for (int64_t i = reached; i < start && is_next; i++) is_next = at[i] == ' ';
        position += !is_next;
        events[n_events++] = (event_t){start, end, spelling, position++};
        reached = start = end;
    }
}

/* Lists occurrences by start, then end, sought thing: (n_found). */
static int64_t find(const plan_t *plan, int64_t n_events)
{
    int64_t n_found = 0;
    for (int64_t e = 0; e < n_events; e++) {
        const event_t *event = events + e;
        const spelling_t *spelling = plan->spellings + event->spelling;
        for (int64_t n = 0; n < plan->n_sought; n++) {
            const sought_t *sought = plan->sought + n;
            int32_t end = event->end, last = event->position, is_exact = 1;
            if (sought->n_words == 1) {
                if (!(spelling->words >> n & 1)) continue;
                is_exact = spelling->exact >> n & 1;
            } else {
                int64_t k = 0;
                for (; k < sought->n_words && e + k < n_events; k++) {
                    const event_t *other = event + k;
                    if (other->position != event->position + k
                        || !(plan->spellings[other->spelling].places
                             >> (sought->first_place + k) & 1))
                        break;
                }
                if (k < sought->n_words) continue;
                end = event[k - 1].end;
                last = event[k - 1].position;
            }
            if (n_found == N_FOUND) return LEFT;
            found_t one = {event->start, end, event->position, last, n, is_exact};
            int64_t to = n_found++;
            for (; to && found[to - 1].start == one.start && found[to - 1].end > end; to--)
                found[to] = found[to - 1];
            found[to] = one;
        }
    }
    return n_found;
}

static inline uint64_t pairs_of(const plan_t *plan, const found_t *a, const found_t *b)
{
    return plan->sought[a->sought].beside[b->sought];
}

/* Leaves out what has other marks than were typed and nothing to speak for it. */
static int64_t leave_likely(const plan_t *plan, int64_t n_found)
{
    int64_t answered = 0, n_unsure = 0;
    for (int64_t i = 0; i < n_found; i++) {
        is_likely[i] = found[i].is_exact;
        n_unsure += !found[i].is_exact;
    }
    if (!n_unsure) return n_found;
    for (int64_t i = 0; i < n_found; i++) {
        /* What begins right after it comes soon: starts ascend with numbers. */
        for (int64_t j = i + 1; j < n_found && found[j].first <= found[i].last + 1; j++) {
            if (found[j].first != found[i].last + 1) continue;
            if (found[i].is_exact || pairs_of(plan, found + i, found + j))
                is_likely[j] = 1;
            if (found[j].is_exact || pairs_of(plan, found + i, found + j))
                is_likely[i] = 1;
        }
    }
    for (int64_t i = 0; i < n_found; i++)
        if (is_likely[i]) answered |= plan->sought[found[i].sought].answers;
    int64_t kept = 0;
    for (int64_t i = 0; i < n_found; i++)
        if (is_likely[i] || !(plan->sought[found[i].sought].answers & answered))
            found[kept++] = found[i];
    return kept;
}

static int64_t add_item(int64_t n_items, int32_t start, int32_t end, uint64_t features)
{
    if (end - start > WINDOW) end = start + WINDOW;
    int64_t to = n_items;
    for (; to && items[to - 1].end > end; to--) items[to] = items[to - 1];
    items[to] = (item_t){start, end, features};
    return n_items + 1;
}

static int64_t list_items(const plan_t *plan, int64_t n_found)
{
    int64_t n_items = 0;
    for (int64_t i = 0; i < n_found; i++) {
        uint64_t features = plan->sought[found[i].sought].features;
        if (n_items == 2 * N_FOUND) return LEFT;
        n_items = add_item(n_items, found[i].start, found[i].end, features);
        for (int64_t j = i + 1; j < n_found && found[j].first <= found[i].last + 1; j++) {
            uint64_t pairs = pairs_of(plan, found + i, found + j);
            if (found[j].first != found[i].last + 1 || !pairs) continue;
            if (n_items == 2 * N_FOUND) return LEFT;
            n_items = add_item(n_items, found[i].start, found[j].end, pairs);
        }
    }
    return n_items;
}

static int64_t list_windows(const plan_t *plan, int64_t n_items)
{
    int64_t said[N_FEATURES] = {0}, weights[N_FEATURES], latest[N_FEATURES];
    for (int64_t i = 0; i < n_items; i++)
        for (uint64_t some = items[i].features; some; some &= some - 1)
            said[__builtin_ctzll(some)]++;
    for (int64_t f = 0; f < plan->n_features; f++) {
        weights[f] = said[f] ? rint(WHOLE * plan->sizes[f] / log2(1.0 + said[f])) : 0;
        latest[f] = -WINDOW;
    }
    int64_t n_windows = 0, most = 0;
    for (int64_t i = 0; i < n_items; i++) {
        for (uint64_t some = items[i].features; some; some &= some - 1) {
            int f = __builtin_ctzll(some);
            if (latest[f] < items[i].start) latest[f] = items[i].start;
        }
        int32_t end = items[i].end;
        if (i + 1 < n_items && items[i + 1].end == end) continue;
        int64_t worth = 0, smallest = end;
        for (int64_t f = 0; f < plan->n_features; f++)
            if (latest[f] >= end - WINDOW) {
                worth += weights[f];
                if (latest[f] < smallest) smallest = latest[f];
            }
        if (worth > most) { most = worth; n_windows = 0; }
        if (worth == most && (!n_windows || windows[n_windows - 1][0] < smallest)) {
            windows[n_windows][0] = smallest;
            windows[n_windows++][1] = end;
        }
    }
    return n_windows;
}

static int64_t choose(const plan_t *plan, int64_t n_found, int64_t n_windows)
{
    int64_t best = 0, best_size = 0, best_said = -1;
    for (int64_t w = 0, from = 0; w < n_windows; w++) {
        int32_t start = windows[w][0];
        int64_t size = (windows[w][1] - start) / CLOSE, n_said = 0;
        while (from < n_found && found[from].start < start) from++;
        for (int64_t i = from; i < n_found && found[i].start < start + WINDOW; i++)
            n_said += __builtin_popcountll(plan->sought[found[i].sought].answers);
        if (w == 0 || size < best_size || (size == best_size && n_said > best_said)) {
            best = w;
            best_size = size;
            best_said = n_said;
        }
    }
    return best;
}

/* Finds what a plan looks for in a text.

   plan: a plan_t. fold: N_KNOWN bytes. text: n code points. out: room for
   2 + 2 * N_FOUND numbers.

   Gives the number of occurrences: the window is in out[0] and out[1], then there
   are the ranges. LEFT where it is not for this function to say; LEFT - m where m
   words have spellings unknown so far, whose ranges are in out. */
int64_t look(const plan_t *plan, const uint8_t *fold, const uint32_t *text, int64_t n,
             int32_t *out)
{
    int64_t n_unknown = 0;
    int64_t n_events = read_words(plan, fold, text, n, out, &n_unknown);
    if (n_events < 0) return LEFT;
    if (n_unknown) return LEFT - n_unknown;
    int64_t n_found = find(plan, n_events);
    if (n_found > 0 && plan->has_marks) n_found = leave_likely(plan, n_found);
    int64_t n_items = n_found < 0 ? LEFT : list_items(plan, n_found);
    if (n_items < 0) return LEFT;
    out[0] = out[1] = 0;
    if (n_items) {
        int64_t best = choose(plan, n_found, list_windows(plan, n_items));
        out[0] = windows[best][0];
        out[1] = windows[best][1];
    }
    for (int64_t i = 0; i < n_found; i++) {
        out[2 + 2 * i] = found[i].start;
        out[3 + 2 * i] = found[i].end;
    }
    return n_found;
}
