package main

// scenario is a list of operations that depends on nothing but the seed, the keys' hashes and the kind.
type scenario struct {
	desc  string
	kinds string
	needs string // the only implementation it makes sense for
	run   func(r *recorder)
}

const allKinds = "u64 u32 str a3 f64 ptr"

var scenarios = map[string]scenario{
	"fuzz": {"random phases of everything: growth, shrinking, churn, iterations at any moment, clear, a new map of any size",
		allKinds, "", func(r *recorder) { phases(r, 9000, false) }},
	"fuzz_clone": {"the same, going on with clones: of small, growing, shrunken and iterated maps; operation \"clone\"",
		allKinds, "", func(r *recorder) { phases(r, 6000, true) }},
	"small_edges": {"maps of 0 to 10 entries, all operations, iterators from every moment, a dump after each operation",
		allKinds, "", smallEdges},
	"iter_clear_storm": {"clear with many iterators under way, at every stage of growth, refilled, iterated on",
		"u64 str a3 f64 ptr", "", clearStorm},
	"iter_empty": {"deleted to empty under running iterators (a new seed), refilled, iterated on",
		"u64 str a3 f64 u32", "", iterEmpty},
	"iter_all_growth": {"one iterator started at every size from 0 to 1500, all stepped on through growth, deletes and overwrites",
		allKinds, "", iterAllGrowth},
	"iter_walks": {"iterators walked to their ends over maps that grow, shrink and are overwritten between two steps",
		allKinds, "", iterWalks},
	"nan_churn": {"NaN, zeros and ordinary keys: deletes that miss, growth by NaN alone, clear and iteration between",
		"f64", "", nanChurn},
	"samesize_iter": {"same-size growth under running iterators, deletes and overwrites in moved and unmoved buckets",
		"u64 str a3 f64 ptr u32", "classic", sameSize},
	"huge_hints": {"large hints, and hints at the borders of size classes, then a few operations",
		"u64 str ptr u32", "", hugeHints},
	"overflow_b16": {"B of 15 to 17: overflow buckets counted by chance, then growth", "u64", "classic", overflowB16},
	"prune_iter": {"tables at their limit: churn that prunes or rehashes under running iterators",
		allKinds, "swiss", pruneIter},
	"deep_iter": {"one table that splits again and again under running iterators, its neighbours untouched",
		"u64 str a3 f64 ptr", "swiss", deepIter},
	"load_edge": {"overwrites, deletes and misses around the very operation that makes the map grow",
		allKinds, "", loadEdge},
	"nil_then_made": {"a nil map, then a made one, by every operation, a dump after each", allKinds, "", nilThenMade},
}

// phases runs random operations whose weights change every few hundred.
func phases(r *recorder, n int, clones bool) {
	r.make("small", 0)
	space := 40
	for done := 0; done < n; {
		weights := []int{r.random(12), r.random(6), r.random(9), r.random(3), r.random(6)}
		length := 20 + r.random(400)
		for i := 0; i < length; i, done = i+1, done+1 {
			one(r, weights, space)
		}
		switch r.random(12) {
		case 0:
			r.make("hint", r.random(2000))
		case 1:
			r.make([]string{"small", "literal"}[r.random(2)], 0)
		case 2, 3:
			r.clear()
		case 4, 5:
			if clones {
				r.clone()
			}
		case 6:
			for i := 0; i < space; i++ {
				r.del(i)
			}
		}
		space = 4 << r.random(10)
		if len(r.iters) > 40 {
			for i := range r.iters {
				r.iters[i] = nil
			}
		}
	}
}

func one(r *recorder, weights []int, space int) {
	total := 1
	for _, w := range weights {
		total += w
	}
	at := r.random(total)
	for i, w := range weights {
		if at -= w; at < 0 {
			switch i {
			case 0:
				r.set(r.random(space))
			case 1:
				r.get(r.random(space * 2))
			case 2:
				r.del(r.random(space))
			case 3:
				r.iterate()
			case 4:
				r.step()
			}
			return
		}
	}
	r.set(r.random(space))
}

// step steps one of the youngest iterators on.
func (r *recorder) step() {
	if n := len(r.iters); n > 0 {
		r.next(n - 1 - r.random(n)%12%n)
	}
}

func (r *recorder) walk(it int) {
	for r.iters[it] != nil {
		r.next(it)
	}
}

func smallEdges(r *recorder) {
	r.dumps = true
	for round := 0; round < 30; round++ {
		switch round % 4 {
		case 0:
			r.make("small", 0)
		case 1:
			r.make("hint", round%11)
		case 2:
			r.make("literal", 0)
		}
		base := r.random(50)
		for i := 0; i < 24; i++ {
			r.set(base + r.random(9+round%3))
			r.get(base + r.random(14))
			switch r.random(7) {
			case 0, 1:
				r.del(base + r.random(12))
			case 2:
				r.iterate()
			case 3:
				r.step()
			case 4:
				if r.random(5) == 0 {
					r.clear()
				}
			}
		}
		for i := 0; i < 14; i++ {
			r.del(base + i)
			r.step()
		}
	}
}

func clearStorm(r *recorder) {
	for round := 0; round < 40; round++ {
		if round%5 == 0 {
			r.make("hint", r.random(300))
		}
		size := r.random(260)
		for i := 0; i < size; i++ {
			r.set(i)
			if r.random(12) == 0 {
				r.iterate()
			}
			if r.random(4) == 0 {
				r.step()
			}
		}
		r.clear()
		for i := 0; i < 6; i++ {
			r.step()
		}
		for i := 0; i < r.random(60); i++ {
			r.set(1000 + i)
			r.step()
		}
		if round%3 == 0 {
			r.clear()
			r.clear()
		}
		for i := range r.iters {
			if r.random(3) == 0 {
				r.walk(i)
			}
		}
	}
}

func iterEmpty(r *recorder) {
	for round := 0; round < 24; round++ {
		r.make("small", 0)
		size := []int{1, 5, 8, 9, 14, 15, 60, 300}[round%8]
		for i := 0; i < size; i++ {
			r.set(i)
		}
		for i := 0; i < 4; i++ {
			r.iterate()
			r.step()
		}
		for i := 0; i < size; i++ {
			r.del(i)
			if i%7 == 0 {
				r.iterate()
			}
			r.step()
		}
		for i := 0; i < size; i++ {
			r.set(i + size/2)
			r.step()
		}
		for i := range r.iters {
			r.walk(i)
		}
	}
}

func iterAllGrowth(r *recorder) {
	r.every = 25
	r.make("small", 0)
	for i := 0; i < 1500; i++ {
		if i%5 == 0 || i < 40 {
			r.iterate()
		}
		r.set(i)
		switch i % 4 {
		case 0:
			r.set(r.random(i + 1))
		case 1:
			r.del(r.random(i + 1))
		}
		for n := 0; n < 3; n++ {
			if len(r.iters) > 0 {
				r.next(r.random(len(r.iters)))
			}
		}
	}
	for i := range r.iters {
		if i%20 == 0 {
			r.walk(i)
		}
	}
}

func iterWalks(r *recorder) {
	r.make("small", 0)
	space := 10
	for round := 0; round < 60; round++ {
		for i := 0; i < space; i += 2 {
			r.set(i)
		}
		it := r.iterate()
		for steps := 0; r.iters[it] != nil && steps < 400; steps++ {
			switch r.random(5) {
			case 0:
				r.set(r.random(space))
			case 1:
				r.del(r.random(space))
			case 2:
				r.set(space + r.random(space))
			}
			r.next(it)
		}
		space = 8 + r.random(25*(1+round%12))
		if round%15 == 14 {
			r.make("small", 0)
		}
	}
}

func nanChurn(r *recorder) {
	nan := func() int { return 3 + 5*r.random(40) }
	for round := 0; round < 12; round++ {
		r.make("small", 0)
		for i := 0; i < 200; i++ {
			r.set(nan())
			switch r.random(7) {
			case 0:
				r.set(r.random(3))
			case 1:
				r.del(nan())
			case 2:
				r.get(nan())
			case 3:
				r.iterate()
			case 4:
				r.del(r.random(200))
			case 5:
				r.set(r.random(400))
			}
			r.step()
			if r.random(150) == 0 {
				r.clear()
			}
		}
		for i := range r.iters {
			if i%3 == 0 {
				r.walk(i)
			}
		}
	}
}

// sameSize overfills one bucket after the other with keys of equal low bits and empties it again.
func sameSize(r *recorder) {
	for round := 0; round < 2; round++ {
		r.make("hint", 80<<round)
		buckets := uint64(16 << round)
		for i := 0; i < 20; i++ {
			r.set(i)
		}
		for i := uint64(0); i < 5*buckets; i++ {
			bucket := i % buckets
			var added []int
			for n := 0; n < 10; n++ {
				k := r.pick(func(h uint64) bool { return h&(buckets-1) == bucket })
				added = append(added, k)
				r.set(k)
				if r.random(6) == 0 {
					r.step()
				}
			}
			if i%6 == 0 {
				r.iterate()
			}
			for n, k := range added {
				if n != 4 || i%16 != 0 {
					r.del(k)
				}
				if r.random(6) == 0 {
					r.set(r.random(20))
				}
				if r.random(8) == 0 {
					r.step()
				}
			}
			if i == 4*buckets-3 {
				r.clear()
				for i := 0; i < 20; i++ {
					r.set(i)
				}
			}
		}
	}
}

func hugeHints(r *recorder) {
	r.every = 1 << 30
	for _, hint := range []int{1, 7, 8, 9, 13, 14, 15, 26, 27, 28, 104, 105, 208, 209, 448, 449, 832, 833, 896, 897, 1792, 3328,
		3329, 6656, 14336, 53248, 53249, 106496, 425984, 425985, 900000, -1, -1 << 63, 1<<63 - 1, 1 << 58, 1 << 45} {
		r.make("hint", hint)
		for i := 0; i < 5; i++ {
			r.set(i)
		}
		r.get(2)
		r.del(3)
		r.iterate()
		for i := 0; i < 3; i++ {
			r.step()
		}
		r.clear()
		r.set(1)
		r.get(2)
	}
}

func overflowB16(r *recorder) {
	r.every = 1 << 30
	for _, hint := range []int{200000, 300000, 500000, 900000} {
		r.make("hint", hint)
		for i := 0; i < 120; i++ {
			low := uint64(r.random(1 << 14))
			for n := 0; n < 17; n++ {
				// Equal in 8 bits is soon found; the buckets that fill up are those of equal further bits.
				r.set(r.pick(func(h uint64) bool { return h&0x3fff == low }))
			}
			if i%40 == 39 {
				r.iterate()
				r.step()
			}
		}
	}
}

func pruneIter(r *recorder) {
	for _, hint := range []int{14, 56, 112, 448, 896, 1790} {
		r.make("hint", hint)
		live := make([]int, 0, hint)
		next := 0
		add := func() {
			r.set(next)
			live = append(live, next)
			next++
		}
		for len(live) < hint*9/10 {
			add()
		}
		for i := 0; i < hint*2+60; i++ {
			at := r.random(len(live))
			r.del(live[at])
			live[at] = live[len(live)-1]
			live = live[:len(live)-1]
			if r.random(40) == 0 {
				r.iterate()
			}
			if r.random(3) == 0 {
				r.step()
			}
			if r.random(9) == 0 {
				r.set(live[r.random(len(live))])
			}
			add()
		}
		for len(live) > hint/4 {
			r.del(live[len(live)-1])
			live = live[:len(live)-1]
		}
		for i := 0; i < hint; i++ {
			add()
		}
	}
}

func deepIter(r *recorder) {
	r.every = 200
	r.make("small", 0)
	for i := 0; i < 1500; i++ {
		r.set(i)
	}
	for i := 0; i < 2600; i++ {
		if i%60 == 0 {
			r.iterate()
		}
		r.set(r.pick(func(h uint64) bool { return h>>59 == 13 }))
		if i%3 == 0 {
			r.step()
		}
		if i%11 == 0 {
			r.del(r.random(1500))
		}
	}
	for i := range r.iters {
		if i%8 == 0 {
			r.walk(i)
		}
	}
	r.clear()
	for i := 0; i < 50; i++ {
		r.set(i)
	}
}

func loadEdge(r *recorder) {
	for _, size := range []int{7, 8, 13, 14, 26, 28, 48, 52, 56, 96, 104, 112, 208, 224, 416, 448, 832, 896} {
		r.make("small", 0)
		for i := 0; i < size-2; i++ {
			r.set(i)
		}
		for i := 0; i < 12; i++ {
			r.set(r.random(size))
			r.del(size + 5)
			r.get(size + 6)
			r.set(size - 2 + i/3)
			r.set(r.random(size))
			if i%4 == 0 {
				r.iterate()
			}
			r.del(r.random(size))
			r.step()
		}
	}
}

func nilThenMade(r *recorder) {
	r.dumps = true
	r.make("nil", 0)
	all := func() {
		r.get(1)
		r.set(1)
		r.set(7)
		r.get(1)
		r.del(1)
		r.del(1)
		r.iterate()
		r.clear()
		r.get(9)
		r.iterate()
		r.set(2)
		r.clone()
		r.set(3)
	}
	all()
	r.make("small", 0)
	all()
	r.make("hint", 100)
	all()
	r.make("nil", 0)
	all()
}
