# Rows sorted by a whole number, digit by digit: no comparing.

cdef enum:
    DIGIT = 11  # bits that are sorted by at a time


cdef struct Keyed:
    uint64_t key
    int64_t row


cdef Keyed *in_order(Keyed *found, Keyed *spare, Py_ssize_t n, int shift) noexcept nogil:
    """Sort by key, from the bit `shift` upwards, equal ones as they come: a radix sort from the last digit;
    returns found or spare."""
    cdef Py_ssize_t[1 << DIGIT] at
    cdef Py_ssize_t i, before, count
    cdef uint64_t some = 0, every = ~<uint64_t>0, mask = (1 << DIGIT) - 1, digit
    for i in range(n):
        some |= found[i].key
        every &= found[i].key
    while shift < 64 and (some ^ every) >> shift:
        memset(at, 0, sizeof(at))
        for i in range(n):
            at[(found[i].key >> shift) & mask] += 1
        before = 0
        for i in range(1 << DIGIT):
            count = at[i]
            at[i] = before
            before += count
        for i in range(n):
            digit = (found[i].key >> shift) & mask
            spare[at[digit]] = found[i]
            at[digit] += 1
        found, spare = spare, found
        shift += DIGIT
    return found
