# make run: set up what is missing, then run the pipeline on the demo data.
# make test: the same set-up, then the whole test suite.
.PHONY: run test bench regression setup lint generate translations test-tools clean
.DEFAULT_GOAL := run

# sqlfluff renders the models through dbt, which wants a connection's settings but no connection.
NO_SERVER = MCA_DBT_TYPE=mysql MCA_DBT_HOST=127.0.0.1 MCA_DBT_PORT=1 MCA_DBT_USER=nobody DBT_ENV_SECRET_MCA_PASSWORD=none \
	DBT_TARGET_PATH=$(CURDIR)/.mca/dbt/lint DBT_LOG_PATH=$(CURDIR)/.mca/dbt/lint

# A Python other than the distribution's or the first suitable one on PATH: make run PYTHON=/path/to/python3.12
export PYTHON

run: setup
	@.venv/bin/mca run --demo

test: setup test-tools
	@.venv/bin/python -m pytest -n 3 --no-loadscope-reorder

# Every bound of docs/scaling.md, measured on both servers: hours, most of them with 5 million rows.
# make bench ARGS="--only full --campaigns 100000 --customers 100000 --server mariadb" takes minutes.
# Publications under readers are measured apart: .venv/bin/python -m tests.benchmarks.readers
bench: setup test-tools
	@.venv/bin/python -m tests.benchmarks $(ARGS)

# Fails where a run has become 30 % dearer against a pandas pipeline than tests/benchmarks/baseline.json says.
regression: setup test-tools
	@.venv/bin/python -m tests.benchmarks.regression

setup:
	@.ci/setup

# The tests run on both kinds of server, and look at the report in a browser. What cannot be installed here
# is said now and again by each test that skips for it.
test-tools: setup
	@.venv/bin/mca server install mysql --if-missing || echo "WARNING: no MySQL server. ITS TESTS WILL BE SKIPPED." >&2
	@.venv/bin/mca server install mariadb --if-missing || echo "WARNING: no MariaDB server. ITS TESTS WILL BE SKIPPED." >&2
	@command -v chromium >/dev/null || .ci/install_chromium || echo "WARNING: no chromium. THE BROWSER TESTS WILL BE SKIPPED." >&2

lint: setup
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@$(NO_SERVER) .venv/bin/sqlfluff lint --disable-progress-bar --nocolor dbt_project/models dbt_project/tests

# The metric columns of the dbt contracts, from the metric list in dbt_project.yml.
generate: setup
	@.venv/bin/python -m python_jobs.metric_contracts

# Brings the catalogues of python_jobs/locales to the texts that stand in the code, and says what is untranslated.
translations: setup
	@.venv/bin/python -m python_jobs.translations

# Removes the environment, the state and the private servers; the servers of .mca are stopped first.
clean:
	@if [ -x .venv/bin/mca ]; then .venv/bin/mca server stop; fi
	rm -rf .venv .mca .servers
