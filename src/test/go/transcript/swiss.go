//go:build go1.25 || (go1.24 && goexperiment.swissmap)

package main

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"unsafe"
)

const impl = "swiss"

// maps.Map: used 0, seed 8, dirPtr 16, dirLen 24, globalDepth 32, globalShift 33, writing 34, from 1.26 tombstonePossible
// 35, clearSeq 40. maps.table: used 0, capacity 2, growthLeft 4, localDepth 6, index 8, groups 16, lengthMask 24.
var has124 = strings.HasPrefix(runtime.Version(), "go1.24")

func typeFacts(t reflect.Type) string {
	return fmt.Sprintf(`"groupsize":%d`, field((*[2]unsafe.Pointer)(unsafe.Pointer(&t))[1], 80))
}

func seedOf(h unsafe.Pointer) uint64 { return field(h, 8) }

func capacity(h unsafe.Pointer) int {
	n := 8
	for _, t := range tables(h) {
		n += int(field16(t, 2))
	}
	return n
}

// directory gives each table once per entry, tables each once.
func directory(h unsafe.Pointer) (dir []unsafe.Pointer) {
	for i := 0; i < int(field(h, 24)); i++ {
		dir = append(dir, pointer(pointer(h, 16), uintptr(8*i)))
	}
	return dir
}

func tables(h unsafe.Pointer) (distinct []unsafe.Pointer) {
	for _, t := range directory(h) {
		if len(distinct) == 0 || distinct[len(distinct)-1] != t {
			distinct = append(distinct, t)
		}
	}
	return distinct
}

func counters(_ reflect.Type, h unsafe.Pointer) string {
	tombstones := "null"
	if !has124 {
		tombstones = fmt.Sprint(field8(h, 35))
	}
	return fmt.Sprintf("[%d,%d,%d,%d,%d,%s,%d,%d,%d]", field(h, 0), field(h, 24), field8(h, 32), field8(h, 33), field8(h, 34),
		tombstones, field(h, 40), bit(pointer(h, 16) != nil), len(tables(h)))
}

func (t *target) stride() uintptr { return (t.size+7)&^7 + 8 }

func eachSlot(t *target, g unsafe.Pointer, f func(i int, k, v unsafe.Pointer)) {
	for i := uintptr(0); i < 8; i++ {
		if field8(g, i) < 128 {
			k := unsafe.Add(g, 8+i*t.stride())
			f(int(i), k, unsafe.Add(k, t.stride()-8))
		}
	}
}

func eachGroup(t *target, table unsafe.Pointer, f func(i int, g unsafe.Pointer)) {
	for i := uintptr(0); i <= uintptr(field(table, 24)); i++ {
		f(int(i), unsafe.Add(pointer(table, 16), i*(8+8*t.stride())))
	}
}

func stateBytes(t *target, h unsafe.Pointer) []byte {
	if h == nil {
		return []byte("N")
	}
	var out []byte
	group := func(_ int, g unsafe.Pointer) {
		out = append(out, 'G')
		out = append(out, (*[8]byte)(g)[:]...)
		eachSlot(t, g, func(_ int, k, v unsafe.Pointer) {
			out = append(out, t.bytes(k)...)
			out = append(out, (*[8]byte)(v)[:]...)
		})
	}
	if field(h, 24) == 0 {
		out = append(out, 'S')
		if g := pointer(h, 16); g != nil {
			group(0, g)
		}
		return out
	}
	for _, table := range tables(h) {
		out = append(out, 'T')
		out = append(out, le(field(table, 8), 8)...)
		out = append(out, field8(table, 6))
		for _, offset := range []uintptr{2, 0, 4} {
			out = append(out, le(uint64(field16(table, offset)), 2)...)
		}
		eachGroup(t, table, group)
	}
	return out
}

func dump(t *target, h unsafe.Pointer) string {
	group := func(g unsafe.Pointer) string {
		text := fmt.Sprintf(`"%x"`, (*[8]byte)(g)[:])
		eachSlot(t, g, func(i int, k, v unsafe.Pointer) {
			text += fmt.Sprintf(",[%d,%s,%d]", i, quote(t.label(k)), *(*uint64)(v))
		})
		return text
	}
	if field(h, 24) == 0 {
		small := "null"
		if g := pointer(h, 16); g != nil {
			small = "[" + group(g) + "]"
		}
		return `,"small":` + small + `,"dir":null,"tables":null`
	}
	ordinals := map[unsafe.Pointer]int{}
	var texts, dir []string
	for i, table := range tables(h) {
		ordinals[table] = i
		var groups []string
		eachGroup(t, table, func(i int, g unsafe.Pointer) {
			if field(g, 0) != 0x8080808080808080 {
				groups = append(groups, fmt.Sprintf("[%d,%s]", i, group(g)))
			}
		})
		texts = append(texts, fmt.Sprintf(`{"ix":%d,"ld":%d,"cap":%d,"used":%d,"gl":%d,"g":[%s]}`, int64(field(table, 8)),
			field8(table, 6), field16(table, 2), field16(table, 0), field16(table, 4), strings.Join(groups, ",")))
	}
	for _, table := range directory(h) {
		dir = append(dir, fmt.Sprint(ordinals[table]))
	}
	return fmt.Sprintf(`,"small":null,"dir":[%s],"tables":[%s]`, strings.Join(dir, ","), strings.Join(texts, ","))
}

// maps.Iter: entryOffset 32, dirOffset 40, clearSeq 48, globalDepth 56, dirIdx 64, tab 72, entryIdx 88.
func startOf(it unsafe.Pointer) string {
	return fmt.Sprintf(`["%016x","%016x"]`, field(it, 32), field(it, 40))
}

func iterState(it unsafe.Pointer) string {
	index := "null"
	if tab := pointer(it, 72); tab != nil {
		index = fmt.Sprint(int64(field(tab, 8)))
	}
	return fmt.Sprintf("[%d,%d,%d,%s,%d]", field8(it, 56), int64(field(it, 64)), field(it, 88), index, field(it, 48))
}
