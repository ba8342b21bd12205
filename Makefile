PYTHON = python3
PORT = 8888
ARGS =

.PHONY: lab test portable oracle long notebooks pages classroom classroom-check bench bench-latency mutants binder-check
lab:       ; @$(PYTHON) tools/run.py lab --port=$(PORT) $(if $(filter no,$(BROWSER)),--no-browser)
test:      ; @$(PYTHON) tools/run.py test $(ARGS)
oracle:    ; @$(PYTHON) tools/run.py oracle $(ARGS)
long:      ; @$(PYTHON) tools/run.py long $(ARGS)
portable:  ; @$(PYTHON) tools/run.py portable $(ARGS)
notebooks: ; @$(PYTHON) tools/run.py notebooks $(ARGS)
pages:     ; @$(PYTHON) tools/run.py pages $(ARGS)
classroom: ; @$(PYTHON) tools/run.py classroom $(ARGS)
classroom-check: ; @$(PYTHON) tools/run.py classroom-check $(ARGS)
bench:     ; @$(PYTHON) tools/run.py bench $(ARGS)
bench-latency: ; @$(PYTHON) tools/run.py bench benchmarks/latency.py
mutants:   ; @$(PYTHON) tools/run.py mutants $(ARGS)
binder-check: ; @$(PYTHON) tools/run.py binder-check
