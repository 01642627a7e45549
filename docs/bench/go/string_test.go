package bench

import (
	"fmt"
	"strconv"
	"testing"
)

func stringKeys(n int, seed uint64) []string {
	ss := make([]string, n)
	for i, k := range keys(n, seed) {
		ss[i] = "user-" + strconv.FormatUint(k, 36)
	}
	return ss
}

func stringsFilled(ks []string) map[string]uint64 {
	m := make(map[string]uint64, len(ks))
	for i, k := range ks {
		m[k] = uint64(i)
	}
	return m
}

func stringSizes(b *testing.B, refill bool, op func(m map[string]uint64, ks, others []string)) {
	for _, n := range []int{1000, 100000, 1000000} {
		ks, others := stringKeys(n, 1), stringKeys(n, 2)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := stringsFilled(ks)
			b.ResetTimer()
			for i := 0; i < b.N; i++ {
				if refill {
					b.StopTimer()
					m = stringsFilled(ks)
					b.StartTimer()
				}
				op(m, ks, others)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/key")
		})
	}
}

func BenchmarkStringAssignGrow(b *testing.B) {
	stringSizes(b, false, func(_ map[string]uint64, ks, _ []string) {
		m := make(map[string]uint64)
		for _, k := range ks {
			m[k] = 1
		}
		sink += uint64(len(m))
	})
}

func BenchmarkStringAssignHint(b *testing.B) {
	stringSizes(b, false, func(_ map[string]uint64, ks, _ []string) {
		m := make(map[string]uint64, len(ks))
		for _, k := range ks {
			m[k] = 1
		}
		sink += uint64(len(m))
	})
}

func BenchmarkStringOverwrite(b *testing.B) {
	stringSizes(b, false, func(m map[string]uint64, ks, _ []string) {
		for i, k := range ks {
			m[k] = uint64(i)
		}
	})
}

func BenchmarkStringAccessHit(b *testing.B) {
	stringSizes(b, false, func(m map[string]uint64, ks, _ []string) {
		for _, k := range ks {
			sink += m[k]
		}
	})
}

func BenchmarkStringAccessMiss(b *testing.B) {
	stringSizes(b, false, func(m map[string]uint64, _, others []string) {
		for _, k := range others {
			sink += m[k]
		}
	})
}

func BenchmarkStringDelete(b *testing.B) {
	stringSizes(b, true, func(m map[string]uint64, ks, _ []string) {
		for _, k := range ks {
			delete(m, k)
		}
	})
}

func BenchmarkStringDeleteAssign(b *testing.B) {
	stringSizes(b, false, func(m map[string]uint64, ks, _ []string) {
		for i, k := range ks {
			delete(m, k)
			m[k] = uint64(i)
		}
	})
}

func BenchmarkStringIterate(b *testing.B) {
	stringSizes(b, false, func(m map[string]uint64, _, _ []string) {
		for k, v := range m {
			sink += uint64(len(k)) ^ v
		}
	})
}
