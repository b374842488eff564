//! What a run has found out, as a line of JSON.

use std::fmt::{self, Display};
use std::time::Duration;

use hdrhistogram::Histogram;

pub struct Report {
    pub connections: usize,
    pub size: usize,
    pub depth: usize,
    /// Those of the warm-up and those that were under way at the end, too.
    pub all_round_trips: u64,
    pub took: Duration,
    pub at_work: Duration,
    /// In nanoseconds.
    pub latencies: Histogram<u64>,
}

/// For latencies from a nanosecond to a minute, to three digits.
pub fn empty_histogram() -> Histogram<u64> {
    Histogram::new_with_bounds(1, 60_000_000_000, 3).expect("the bounds are in order")
}

impl Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            connections,
            size,
            depth,
            ..
        } = self;
        let round_trips = self.latencies.len();
        let seconds = self.took.as_secs_f64();
        let per_second = round_trips as f64 / seconds;
        let megabytes = per_second * *size as f64 / 1e6;
        let microseconds = |quantile| self.latencies.value_at_quantile(quantile) as f64 / 1e3;
        write!(
            f,
            concat!(
                r#"{{"connections":{},"size":{},"depth":{},"seconds":{:.3},"round_trips":{},"all_round_trips":{},"#,
                r#""round_trips_per_second":{:.1},"megabytes_per_second":{:.2},"#,
                r#""latency_us":{{"p50":{:.1},"p90":{:.1},"p99":{:.1},"p999":{:.1},"max":{:.1}}},"busy":{:.3}}}"#
            ),
            connections,
            size,
            depth,
            seconds,
            round_trips,
            self.all_round_trips,
            per_second,
            megabytes,
            microseconds(0.5),
            microseconds(0.9),
            microseconds(0.99),
            microseconds(0.999),
            microseconds(1.0),
            self.at_work.as_secs_f64() / seconds,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_one_line_of_json() {
        let mut latencies = empty_histogram();
        for _ in 0..1000 {
            latencies.record(20_000).expect("within the bounds");
        }
        let report = Report {
            connections: 3,
            size: 64,
            depth: 1,
            all_round_trips: 1200,
            took: Duration::from_millis(500),
            at_work: Duration::from_millis(250),
            latencies,
        };
        assert_eq!(
            report.to_string(),
            concat!(
                r#"{"connections":3,"size":64,"depth":1,"seconds":0.500,"round_trips":1000,"all_round_trips":1200,"#,
                r#""round_trips_per_second":2000.0,"megabytes_per_second":0.13,"#,
                r#""latency_us":{"p50":20.0,"p90":20.0,"p99":20.0,"p999":20.0,"max":20.0},"busy":0.500}"#
            )
        );
    }
}
