// Go's own maps, measured as MapBenchmark measures the engines: the same keys in the same order, cost per key.
package bench

import (
	"fmt"
	"testing"
)

var sink uint64

func keys(n int, seed uint64) []uint64 {
	ks := make([]uint64, n)
	x := seed
	for i := range ks {
		x = x*6364136223846793005 + 1442695040888963407
		ks[i] = x ^ x>>29
	}
	return ks
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
