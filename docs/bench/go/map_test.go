// Go's own maps, measured as MapBenchmark measures the engines: the same keys in the same order, cost per key.
//
// String keys have their own copy of each loop in string_test.go: the map of a type parameter is not compiled to the
// functions for 64-bit keys or strings, and those are what is measured.
package bench

import (
	"fmt"
	"testing"
)

var sink uint64

// drawn is how many operations in random order come before the order repeats.
const drawn = 1 << 17

func atLeastDrawn(n int) int {
	if n < drawn {
		return drawn
	}
	return n
}

func next(x uint64) uint64 {
	return x*6364136223846793005 + 1442695040888963407
}

func keys(n int, seed uint64) []uint64 {
	ks := make([]uint64, n)
	x := seed
	for i := range ks {
		x = next(x)
		ks[i] = x ^ x>>29
	}
	return ks
}

// draws gives keys drawn at random.
func draws(ks []uint64) []uint64 {
	out := make([]uint64, atLeastDrawn(len(ks)))
	x := uint64(3)
	for i := range out {
		x = next(x)
		out[i] = ks[(x>>33)%uint64(len(ks))]
	}
	return out
}

// shuffle puts all keys into a random order.
func shuffle(out, ks []uint64, seed uint64) {
	x := seed
	for i := range ks {
		x = next(x)
		j := (x >> 33) % uint64(i+1)
		out[i] = out[j]
		out[j] = ks[i]
	}
}

// window is the part of the looked-up keys whose turn it is.
type window struct {
	keys []uint64
	from int
}

func (w *window) next(n int) []uint64 {
	if w.from+n > len(w.keys) {
		w.from = 0
	}
	w.from += n
	return w.keys[w.from-n : w.from]
}

func filled(ks []uint64) map[uint64]uint64 {
	m := make(map[uint64]uint64, len(ks))
	for i, k := range ks {
		m[k] = uint64(i)
	}
	return m
}

// sizes runs one operation on all keys per iteration, for each size.
func sizes(b *testing.B, refill bool, op func(m map[uint64]uint64, ks, others []uint64)) {
	for _, n := range []int{1000, 100000, 1000000} {
		ks, others := keys(n, 1), keys(n, 2)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := filled(ks)
			b.ResetTimer()
			for i := 0; i < b.N; i++ {
				if refill {
					b.StopTimer()
					m = filled(ks)
					b.StartTimer()
				}
				op(m, ks, others)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/key")
		})
	}
}

func BenchmarkAssignGrow(b *testing.B) {
	sizes(b, false, func(_ map[uint64]uint64, ks, _ []uint64) {
		m := make(map[uint64]uint64)
		for _, k := range ks {
			m[k] = k
		}
		sink += uint64(len(m))
	})
}

func BenchmarkAssignHint(b *testing.B) {
	sizes(b, false, func(_ map[uint64]uint64, ks, _ []uint64) {
		m := make(map[uint64]uint64, len(ks))
		for _, k := range ks {
			m[k] = k
		}
		sink += uint64(len(m))
	})
}

func BenchmarkOverwrite(b *testing.B) {
	sizes(b, false, func(m map[uint64]uint64, ks, _ []uint64) {
		for i, k := range ks {
			m[k] = uint64(i)
		}
	})
}

func BenchmarkAccessHit(b *testing.B) {
	sizes(b, false, func(m map[uint64]uint64, ks, _ []uint64) {
		for _, k := range ks {
			sink += m[k]
		}
	})
}

func BenchmarkAccessMiss(b *testing.B) {
	sizes(b, false, func(m map[uint64]uint64, _, others []uint64) {
		for _, k := range others {
			sink += m[k]
		}
	})
}

// windows runs one operation per iteration, each on other keys than the last.
func windows(b *testing.B, choose func(ks []uint64) []uint64, op func(m map[uint64]uint64, ks []uint64)) {
	for _, n := range []int{1000, 100000, 1000000} {
		ks := keys(n, 1)
		w := window{keys: choose(ks)}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := filled(ks)
			b.ResetTimer()
			for i := 0; i < b.N; i++ {
				op(m, w.next(n))
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/key")
		})
	}
}

func others(ks []uint64) []uint64 {
	return keys(atLeastDrawn(len(ks)), 2)
}

func lookUp(m map[uint64]uint64, ks []uint64) {
	for _, k := range ks {
		sink += m[k]
	}
}

func BenchmarkHitRandom(b *testing.B) {
	windows(b, draws, lookUp)
}

func BenchmarkMissRandom(b *testing.B) {
	windows(b, others, lookUp)
}

func BenchmarkGrowRandom(b *testing.B) {
	windows(b, others, func(_ map[uint64]uint64, ks []uint64) {
		m := make(map[uint64]uint64)
		for _, k := range ks {
			m[k] = k
		}
		sink += uint64(len(m))
	})
}

func BenchmarkHintRandom(b *testing.B) {
	windows(b, others, func(_ map[uint64]uint64, ks []uint64) {
		m := make(map[uint64]uint64, len(ks))
		for _, k := range ks {
			m[k] = k
		}
		sink += uint64(len(m))
	})
}

func BenchmarkDeleteRandom(b *testing.B) {
	for _, n := range []int{1000, 100000, 1000000} {
		ks := keys(n, 1)
		order := make([]uint64, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for i := 0; i < b.N; i++ {
				b.StopTimer()
				m := filled(ks)
				shuffle(order, ks, uint64(i+1))
				b.StartTimer()
				for _, k := range order {
					delete(m, k)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/key")
		})
	}
}

func BenchmarkDelete(b *testing.B) {
	sizes(b, true, func(m map[uint64]uint64, ks, _ []uint64) {
		for _, k := range ks {
			delete(m, k)
		}
	})
}

func BenchmarkDeleteAssign(b *testing.B) {
	sizes(b, false, func(m map[uint64]uint64, ks, _ []uint64) {
		for i, k := range ks {
			delete(m, k)
			m[k] = uint64(i)
		}
	})
}

func BenchmarkIterate(b *testing.B) {
	sizes(b, false, func(m map[uint64]uint64, _, _ []uint64) {
		for k, v := range m {
			sink += k ^ v
		}
	})
}
