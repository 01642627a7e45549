//go:build !go1.24 || (!go1.25 && !goexperiment.swissmap)

package main

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"unsafe"
)

const impl = "classic"

// runtime.hmap: count 0, flags 8, B 9, noverflow 10, hash0 12, buckets 16, oldbuckets 24, nevacuate 32, in 1.24 clearSeq,
// then extra with overflow, oldoverflow, nextOverflow.
var has124 = strings.HasPrefix(runtime.Version(), "go1.24")

func extraOf(h unsafe.Pointer) unsafe.Pointer {
	if has124 {
		return pointer(h, 48)
	}
	return pointer(h, 40)
}

func bucketSize(t reflect.Type) uintptr {
	return uintptr(field16((*[2]unsafe.Pointer)(unsafe.Pointer(&t))[1], 82))
}

func typeFacts(t reflect.Type) string {
	flags := *(*uint32)(unsafe.Add((*[2]unsafe.Pointer)(unsafe.Pointer(&t))[1], 84))
	return fmt.Sprintf(`"bucketsize":%d,"reflexivekey":%t,"needkeyupdate":%t`, bucketSize(t), flags&4 != 0, flags&8 != 0)
}

func seedOf(h unsafe.Pointer) uint64 { return uint64(*(*uint32)(unsafe.Add(h, 12))) }

func capacity(h unsafe.Pointer) int { return 8 << field8(h, 9) }

func counters(t reflect.Type, h unsafe.Pointer) string {
	free := 0
	if extra := extraOf(h); extra != nil {
		if b := pointer(extra, 16); b != nil {
			size := bucketSize(t)
			for free = 1; pointer(b, size-8) == nil; free++ {
				b = unsafe.Add(b, size)
			}
		}
	}
	s := fmt.Sprintf("[%d,%d,%d,%d,%d,%d,%d,%d", field(h, 0), field8(h, 8), field8(h, 9), field16(h, 10), field(h, 32),
		bit(pointer(h, 24) != nil), bit(pointer(h, 16) != nil), free)
	if has124 {
		s += fmt.Sprintf(",%d", field(h, 40))
	}
	return s + "]"
}

func oldBuckets(h unsafe.Pointer) int {
	n := 1 << field8(h, 9)
	if field8(h, 8)&8 == 0 {
		n >>= 1
	}
	return n
}

func stateBytes(t *target, h unsafe.Pointer) []byte {
	if h == nil {
		return []byte("N")
	}
	var out []byte
	chains := func(array unsafe.Pointer, n int) {
		begun := false
		eachChain(t, array, n, func(_ int, b unsafe.Pointer, first bool) {
			if first && begun {
				out = append(out, 'E')
			}
			begun = true
			out = append(out, 'B')
			out = append(out, (*[8]byte)(b)[:]...)
			eachCell(t, b, func(_ int, k, v unsafe.Pointer) {
				out = append(out, t.bytes(k)...)
				out = append(out, (*[8]byte)(v)[:]...)
			})
		})
		if begun {
			out = append(out, 'E')
		}
	}
	if array := pointer(h, 16); array != nil {
		chains(array, 1<<field8(h, 9))
	}
	out = append(out, 'O')
	if array := pointer(h, 24); array != nil {
		chains(array, oldBuckets(h))
	}
	return out
}

func eachChain(t *target, array unsafe.Pointer, n int, f func(bucket int, b unsafe.Pointer, first bool)) {
	size := bucketSize(t.typ)
	for i := 0; i < n; i++ {
		b := unsafe.Add(array, uintptr(i)*size)
		for first := true; b != nil; first = false {
			f(i, b, first)
			b = pointer(b, size-8)
		}
	}
}

func eachCell(t *target, b unsafe.Pointer, f func(i int, k, v unsafe.Pointer)) {
	for i := uintptr(0); i < 8; i++ {
		if field8(b, i) >= 5 {
			f(int(i), unsafe.Add(b, 8+i*t.size), unsafe.Add(b, 8+8*t.size+8*i))
		}
	}
}

func dump(t *target, h unsafe.Pointer) string {
	one := func(array unsafe.Pointer, n int) string {
		if array == nil {
			return "null"
		}
		var all []string
		var chain []string
		number := 0
		flush := func() {
			if len(chain) > 1 || len(chain) == 1 && chain[0] != `["0000000000000000"]` {
				all = append(all, fmt.Sprintf("[%d,%s]", number, strings.Join(chain, ",")))
			}
			chain = nil
		}
		eachChain(t, array, n, func(i int, b unsafe.Pointer, first bool) {
			if first {
				flush()
				number = i
			}
			text := fmt.Sprintf(`["%x"`, (*[8]byte)(b)[:])
			eachCell(t, b, func(i int, k, v unsafe.Pointer) {
				text += fmt.Sprintf(",[%d,%s,%d]", i, quote(t.label(k)), *(*uint64)(v))
			})
			chain = append(chain, text+"]")
		})
		flush()
		return "[" + strings.Join(all, ",") + "]"
	}
	return fmt.Sprintf(`,"b":%s,"ob":%s`, one(pointer(h, 16), 1<<field8(h, 9)), one(pointer(h, 24), oldBuckets(h)))
}

// runtime.hiter: startBucket 64, offset 72, wrapped 73, B 74, i 75, bucket 80, checkBucket 88.
func startOf(it unsafe.Pointer) string { return fmt.Sprintf("[%d,%d]", field(it, 64), field8(it, 72)) }

func iterState(it unsafe.Pointer) string {
	return fmt.Sprintf("[%d,%d,%d,%d,%d]", field8(it, 74), field(it, 80), field8(it, 75), field8(it, 73), int64(field(it, 88)))
}
