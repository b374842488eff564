//! The bytes that connections send and expect back.

/// A prime, so that nothing that is lost, doubled or swapped in pieces of a round size goes unnoticed.
pub const PERIOD: usize = 65_521;

/// An endless stream of bytes that repeats after `PERIOD`.
pub struct Pattern {
    /// Two periods, so that up to one period from anywhere lies in one piece.
    bytes: Vec<u8>,
}

impl Pattern {
    pub fn new() -> Self {
        // Marsaglia's xorshift32: any stream without short cycles does.
        let mut state = 0x9e37_79b9_u32;
        let period: Vec<u8> = std::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            (state >> 24) as u8
        })
        .take(PERIOD)
        .collect();
        Self {
            bytes: period.repeat(2),
        }
    }

    /// `length` bytes of the stream from a position on; at most `PERIOD`.
    pub fn slice(&self, position: u64, length: usize) -> &[u8] {
        let start = (position % PERIOD as u64) as usize;
        &self.bytes[start..start + length]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_on_across_the_period() {
        let pattern = Pattern::new();
        let last = PERIOD as u64 - 1;
        assert_eq!(pattern.slice(last, 3)[1..], *pattern.slice(last + 1, 2));
        assert_eq!(
            pattern.slice(5, PERIOD),
            pattern.slice(5 + PERIOD as u64, PERIOD)
        );
    }

    #[test]
    fn does_not_repeat_in_round_sizes() {
        let pattern = Pattern::new();
        for size in [1, 2, 64, 512, 1024, 4096, 16384, 32768] {
            assert_ne!(pattern.slice(0, 64), pattern.slice(size, 64));
        }
    }
}
